// Where a link from outside leads when its text means not exactly one CI, or came before signing in.
import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { RecordHit, SearchHit } from "../api/shapes";
import { text } from "../text";
import { words } from "../ui/format";
import { AnchorLink, ButtonLink, CiLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { searchQuery } from "../ui/queries";
import { listText } from "../ui/search-params";
import { EmptyState, Loaded } from "../ui/states";
import classes from "./Search.module.css";

const route = getRouteApi("/search");
const t = text.search;
const MOST = 50;

export function SearchPage() {
  const { q = "", to } = route.useSearch();
  const navigate = route.useNavigate();
  const found = useQuery({ ...searchQuery(q, MOST), placeholderData: undefined });
  const exact = found.data?.exact;

  useEffect(() => {
    if (!exact) return;
    if (to === "impact") navigate({ to: "/impact", search: { ci: listText([exact]) }, replace: true });
    else navigate({ to: "/cis/$key", params: { key: exact }, search: {}, replace: true });
  }, [exact, to, navigate]);

  return (
    <Page title={t.title} about={t.about}>
      <SearchBox key={q} q={q} ask={(next) => navigate({ search: (now) => ({ ...now, q: next }) })} />
      {q ? (
        <Loaded answer={found} rows={6}>
          {({ items, records }) => (
            <>
              {(items.length > 0 || records.length === 0) && (
                <Hits q={q} items={items} impact={to === "impact"} />
              )}
              {records.length > 0 && <Records records={records} />}
            </>
          )}
        </Loaded>
      ) : (
        <Panel>
          <EmptyState title={t.start}>{t.startAbout}</EmptyState>
        </Panel>
      )}
    </Page>
  );
}

function SearchBox({ q, ask }: { q: string; ask: (q: string | undefined) => void }) {
  const [typed, setTyped] = useState(q);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        ask(typed.trim() || undefined);
      }}
    >
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          className={classes.box}
          label={t.label}
          value={typed}
          autoFocus
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" leftSection={<IconSearch size={15} />}>
          {t.button}
        </Button>
      </Group>
    </form>
  );
}

function Hits({ q, items, impact }: { q: string; items: SearchHit[]; impact: boolean }) {
  if (items.length === 0) {
    return (
      <Panel>
        <EmptyState
          title={t.nothing(q)}
          action={
            <ButtonLink to="/new-ci" search={{}} variant="default">
              {t.newCi}
            </ButtonLink>
          }
        >
          {t.nothingAbout}
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel title={items.length < MOST ? t.found(items.length) : t.first(MOST)} flush>
      <Text size="sm" c="dimmed" px="md">
        {t.choose}
      </Text>
      <ul className={classes.hits}>
        {items.map((hit) => (
          <li key={hit.key}>
            {impact ? (
              <AnchorLink to="/impact" search={{ ci: listText([hit.key]) }}>
                {hit.name || hit.key}
              </AnchorLink>
            ) : (
              <CiLink id={hit.key}>{hit.name || hit.key}</CiLink>
            )}
            <Text span size="xs" c="dimmed">
              {[hit.class_label ?? words(hit.class), hit.key, hit.why === "text" ? "" : hit.why]
                .filter(Boolean)
                .join(" · ")}
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Records({ records }: { records: RecordHit[] }) {
  return (
    <Panel title={t.records(records.length)} flush>
      <ul className={classes.hits}>
        {records.map(({ noun, key, practice, title, state }) => (
          <li key={key}>
            <AnchorLink to="/$noun/$key" params={{ noun, key }} search={{}}>
              {title}
            </AnchorLink>
            <Text span size="xs" c="dimmed">
              {[practice, key, state].join(" · ")}
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
