// The board of business services.
import { Text, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { text } from "../text";
import { number } from "../ui/format";
import { ButtonLink } from "../ui/links";
import { Page } from "../ui/Page";
import { StateMark } from "../ui/StateMark";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { BoardTable } from "./BoardTable";
import { counts, shownServices } from "./board";
import { type LevelledRow, useLevelled } from "./levels";
import { boardQuery } from "./queries";
import classes from "./Services.module.css";
import type { SHOWN } from "./search";

/** So many are fetched page by page at once, for the order and the counts are those of all; the rest on scrolling. */
const AT_ONCE = 5000;
const route = getRouteApi("/services");
const t = text.services;

export function ServicesPage() {
  const asOf = useAsOf();
  const list = useInfiniteQuery(boardQuery(asOf));
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data]);
  const told = useLevelled(items);
  const loaded = items?.length ?? 0;
  const more = list.hasNextPage && !list.isFetchNextPageError;
  const loadMore = () => {
    if (more && !list.isFetching) list.fetchNextPage();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that came asks for the next one
  useEffect(() => {
    if (loaded < AT_ONCE) loadMore();
  }, [loaded, more]);
  const total = list.data?.pages[0]?.total;
  return (
    <Page title={t.title} about={list.hasNextPage ? t.loaded(loaded, total) : t.about}>
      {told.error && <ErrorState error={told.error} />}
      <Loaded answer={{ data: told.rows, error: list.error, refetch: list.refetch }} rows={10}>
        {(services) =>
          services.length === 0 ? (
            <div className="panel">
              <EmptyState
                title={t.empty}
                action={
                  <ButtonLink to="/new-ci" search={{ class: "business_service" }}>
                    {t.add}
                  </ButtonLink>
                }
              >
                {t.emptyAbout}
              </EmptyState>
            </div>
          ) : (
            <Board items={services} more={list.hasNextPage} loadMore={loadMore} />
          )
        }
      </Loaded>
    </Page>
  );
}

type BoardProps = { items: LevelledRow[]; more: boolean; loadMore: () => void };

function Board({ items, more, loadMore }: BoardProps) {
  const search = route.useSearch();
  const rows = useMemo(() => shownServices([...items], search), [items, search]);
  return (
    <>
      <StateFilter items={items} />
      <div className="panel">
        {rows.length === 0 ? (
          <Text c="dimmed" p="md">
            {t.none}
          </Text>
        ) : (
          <BoardTable rows={rows} more={more} loadMore={loadMore} />
        )}
      </div>
    </>
  );
}

function StateFilter({ items }: { items: LevelledRow[] }) {
  const { show } = route.useSearch();
  const navigate = route.useNavigate();
  const found = counts(items);
  const set = (next: (typeof SHOWN)[number] | undefined) =>
    navigate({ search: (now) => ({ ...now, show: next }) });
  return (
    <section className={classes.filter} aria-label={t.state}>
      <UnstyledButton className={classes.count} aria-pressed={!show} onClick={() => set(undefined)}>
        <b>{number(items.length, 0)}</b> {t.all}
      </UnstyledButton>
      {(["down", "degraded", "at_risk", "unknown", "ok"] as const).map((state) => (
        <UnstyledButton
          key={state}
          className={classes.count}
          aria-pressed={show === state}
          onClick={() => set(show === state ? undefined : state)}
        >
          <b>{number(found[state], 0)}</b> <StateMark state={state} />
        </UnstyledButton>
      ))}
    </section>
  );
}
