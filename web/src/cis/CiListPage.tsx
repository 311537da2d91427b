// Every CI: query, facets, chosen columns, saved views, export of exactly what is shown.
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import { text } from "../text";
import { useListCursor } from "../ui/cursor";
import { useKeys } from "../ui/keys";
import { ListLayout } from "../ui/ListLayout";
import { ButtonLink } from "../ui/links";
import { Page } from "../ui/Page";
import { classesQuery } from "../ui/queries";
import { EmptyState } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { useWide } from "../ui/useWide";
import { CiTable } from "./CiTable";
import { allColumns, chosenColumns } from "./columns";
import { faultOf } from "./complete";
import { Facets } from "./Facets";
import { ListMenus } from "./ListMenus";
import { QueryBar } from "./QueryBar";
import { listQuery } from "./queries";
import { withToggled } from "./query-text";

const route = getRouteApi("/cis");
const t = text.cis.list;

export function CiListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const asOf = useAsOf();
  const wide = useWide();
  const input = useRef<HTMLInputElement>(null);
  const schema = useQuery(classesQuery);
  const list = useInfiniteQuery(listQuery(search.q, search.sort, asOf));
  const columns = useMemo(() => allColumns(schema.data ?? []), [schema.data]);
  const shownColumns = useMemo(() => {
    const chosen = chosenColumns(columns, search.cols);
    return wide || search.cols ? chosen : chosen.slice(0, 2);
  }, [columns, search.cols, wide]);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const total = list.data?.pages[0]?.total;
  const query = search.q ?? "";
  const ask = (q: string) =>
    navigate({ search: (now) => ({ ...now, q: q || undefined }), resetScroll: false });
  useKeys({ q: () => input.current?.focus() });
  // Which columns there are is known with the classes; before that they would move.
  const waiting = list.isPending || schema.isPending;
  const keys = useMemo(() => (waiting ? [] : rows.map((ci) => ci.key)), [rows, waiting]);
  const open = (index: number) => {
    const key = keys[index];
    if (key) navigate({ to: "/cis/$key", params: { key }, search: {} });
  };
  const cursor = useListCursor(keys, open);

  const fault = faultOf(list.error, query);
  return (
    <Page
      title={t.title}
      about={list.data ? t.count(rows.length, total) : "\u00a0"}
      actions={
        <>
          <ListMenus search={search} columns={columns} shown={shownColumns} asOf={asOf} />
          {!asOf && (
            <ButtonLink to="/new-ci" search={{}} leftSection={<IconPlus size={15} />}>
              {t.new}
            </ButtonLink>
          )}
        </>
      }
    >
      <ListLayout
        bar={<QueryBar query={query} error={list.error} ask={ask} inputRef={input} />}
        facets={
          <Facets
            query={query}
            asOf={asOf}
            toggle={(field, value) => ask(withToggled(query, field, value))}
          />
        }
        waiting={waiting && !list.error}
        error={fault ? null : list.error}
        retry={() => list.refetch()}
        fault={fault ? t.noMatch : undefined}
      >
        {list.data && !list.error && rows.length === 0 && <Nothing query={query} clear={() => ask("")} />}
        {!waiting && !list.error && rows.length > 0 && (
          <CiTable
            rows={rows}
            cursor={cursor}
            open={open}
            columns={shownColumns}
            sort={search.sort}
            stale={list.isPlaceholderData}
            more={list.hasNextPage}
            loadMore={() => !list.isFetchingNextPage && list.fetchNextPage()}
            sortBy={(sort) => navigate({ search: (now) => ({ ...now, sort }) })}
          />
        )}
      </ListLayout>
    </Page>
  );
}

function Nothing({ query, clear }: { query: string; clear: () => void }) {
  if (query) {
    return (
      <EmptyState
        title={t.noMatch}
        action={
          <Button variant="default" onClick={clear}>
            {t.clear}
          </Button>
        }
      >
        {t.noMatchAbout}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t.empty}
      action={
        <ButtonLink to="/imports/new" search={{}}>
          {text.home.importFiles}
        </ButtonLink>
      }
    >
      {t.emptyAbout}
    </EmptyState>
  );
}
