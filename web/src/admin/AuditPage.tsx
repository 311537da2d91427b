// Every revision, newest first; one opens to what it changed.
import { Badge, Button, Drawer, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { RevisionEntry } from "../api/shapes";
import { text } from "../text";
import { Edits } from "../ui/Edits";
import { words } from "../ui/format";
import { AnchorLink, ButtonLink, CiLink } from "../ui/links";
import { Page } from "../ui/Page";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { countWords } from "./counts";
import { auditQuery, countsQuery, revisionQuery } from "./queries";

const route = getRouteApi("/audit");
const t = text.admin.audit;
const KEYED = new Set(["ci", "node", "entity"]);

export function AuditPage() {
  const { filter = "", revision } = route.useSearch();
  const navigate = route.useNavigate();
  const audit = useInfiniteQuery(auditQuery);
  const counted = useQueries({
    queries: (audit.data?.pageParams ?? []).map((after) => countsQuery(after as string | undefined)),
  });
  const did = new Map(counted.flatMap((page) => page.data ?? []));
  const wanted = filter.toLowerCase();
  const matches = (entry: RevisionEntry) =>
    [entry.actor, entry.source, entry.reason, String(entry.revision)].some((field) =>
      field?.toLowerCase().includes(wanted),
    );
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={
        <TextInput
          aria-label={t.filter}
          placeholder={t.filter}
          w={320}
          value={filter}
          onChange={(event) => {
            const value = event.currentTarget.value;
            navigate({ search: (now) => ({ ...now, filter: value || undefined }), replace: true });
          }}
        />
      }
    >
      <div className="panel">
        <Loaded answer={audit} rows={12}>
          {(data) => {
            const all = data.pages.flatMap((page) => page.items);
            const rows = all.filter(matches);
            if (all.length === 0) return <EmptyState title={t.empty} />;
            if (rows.length === 0) return <EmptyState title={t.none} />;
            return <Rows rows={rows} did={(revision) => countWords(did.get(revision))} />;
          }}
        </Loaded>
        {audit.hasNextPage && (
          <Button
            variant="subtle"
            m="xs"
            loading={audit.isFetchingNextPage}
            onClick={() => audit.fetchNextPage()}
          >
            {text.ui.more}
          </Button>
        )}
      </div>
      <Drawer
        opened={revision !== undefined}
        onClose={() => navigate({ search: (now) => ({ ...now, revision: undefined }) })}
        position="right"
        size="lg"
        title={revision ? t.details(Number(revision)) : ""}
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ "aria-label": text.ui.close }}
      >
        {revision && <Detail revision={Number(revision)} />}
      </Drawer>
    </Page>
  );
}

function Rows({ rows, did }: { rows: RevisionEntry[]; did: (revision: number) => string }) {
  return (
    <Table.ScrollContainer minWidth={860}>
      <Table aria-label={t.title} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={90}>{t.revision}</Table.Th>
            <Table.Th w={120}>{t.at}</Table.Th>
            <Table.Th w={150}>{t.actor}</Table.Th>
            <Table.Th w={160}>{t.source}</Table.Th>
            <Table.Th>{t.reason}</Table.Th>
            <Table.Th w={300}>{t.what}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((entry) => (
            <Table.Tr key={entry.revision}>
              <Table.Td>
                <AnchorLink to="/audit" search={(now) => ({ ...now, revision: String(entry.revision) })}>
                  {entry.revision}
                </AnchorLink>
              </Table.Td>
              <Table.Td>
                <Time at={entry.at} />
              </Table.Td>
              <Table.Td>{entry.actor}</Table.Td>
              <Table.Td>{entry.source ? <Badge color="gray">{entry.source}</Badge> : t.manual}</Table.Td>
              <Table.Td>{entry.reason || "–"}</Table.Td>
              <Table.Td>
                <Text size="sm" truncate maw={300} title={did(entry.revision)}>
                  {did(entry.revision) || "\u00a0"}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Detail({ revision }: { revision: number }) {
  const detail = useQuery(revisionQuery(revision));
  return (
    <Loaded answer={detail} rows={6}>
      {(data) => (
        <Stack gap="sm">
          <Text size="sm">
            <Time at={data.at} absolute /> · {data.actor}{" "}
            {data.source && <Badge color="gray">{data.source}</Badge>}
          </Text>
          {data.reason && <Text size="sm">{data.reason}</Text>}
          <Group>
            <ButtonLink to="/cis" search={{ as_of: String(revision) }} variant="default">
              {t.openPast}
            </ButtonLink>
          </Group>
          {data.changes.length === 0 && <Text c="dimmed">{t.noChanges}</Text>}
          {data.changes.map((change) => (
            <section key={change.ref} style={{ borderTop: "1px solid var(--line)", paddingTop: 8 }}>
              <Text fw={600}>
                {KEYED.has(change.kind) ? (
                  <CiLink id={change.ref}>{change.name || change.ref}</CiLink>
                ) : (
                  change.name || change.ref
                )}{" "}
                <Text span size="xs" c="dimmed">
                  {words(change.kind)}
                </Text>
              </Text>
              <Edits edits={change.edits} />
            </section>
          ))}
        </Stack>
      )}
    </Loaded>
  );
}
