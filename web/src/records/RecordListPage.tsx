// The records of one practice as a queue: open ones first, the most urgent on top.
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import type { Noun } from "../api/records";
import type { Practice } from "../api/shapes";
import { faultOf } from "../cis/complete";
import { QueryBar } from "../cis/QueryBar";
import { withToggled } from "../cis/query-text";
import { may } from "../session/may";
import { text } from "../text";
import { ColumnMenu } from "../ui/ColumnMenu";
import { useChosen } from "../ui/chosen";
import { useListCursor } from "../ui/cursor";
import { useKeys } from "../ui/keys";
import { ListLayout } from "../ui/ListLayout";
import { ButtonLink } from "../ui/links";
import { Page } from "../ui/Page";
import { sessionQuery } from "../ui/queries";
import { listText } from "../ui/search-params";
import { EmptyState, Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { BulkBar } from "./BulkBar";
import { useClocks } from "./clocks";
import { NoRecords } from "./NoRecords";
import {
  allColumns,
  chosenColumns,
  columnsOf,
  facetsOf,
  headOf,
  LEADS,
  LEFT,
  PROMISED,
  usualSort,
} from "./practice";
import { practicesQuery, recordCompletionQuery, recordListQuery, recordViewsQuery } from "./queries";
import { RecordExport } from "./RecordExport";
import { RecordFacets } from "./RecordFacets";
import { RecordPhases } from "./RecordPhases";
import { RecordTable } from "./RecordTable";
import { RecordViews } from "./RecordViews";
import type { PhaseChoice, RecordListSearch } from "./search";
import { useMatching, withMatching } from "./useMatching";
import { altered, laidOut, leavesItToView } from "./views";

const route = getRouteApi("/$noun");
const t = text.records.list;

export function RecordListPage() {
  const { noun } = route.useParams();
  const practices = useQuery(practicesQuery);
  return (
    <Loaded answer={practices} rows={14}>
      {(all) => {
        const practice = all.find((each) => each.noun === noun);
        return practice ? (
          <List key={noun} noun={noun as Noun} practice={practice} />
        ) : (
          <EmptyState title={text.records.fields.unknownPractice} />
        );
      }}
    </Loaded>
  );
}

function List({ noun, practice }: { noun: Noun; practice: Practice }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const asOf = useAsOf();
  const input = useRef<HTMLInputElement>(null);
  const session = useQuery(sessionQuery).data;
  // What machines tell of is mostly over when it is looked at.
  const usual: PhaseChoice = practice.told ? "all" : "open";
  const phase = search.phase ?? usual;
  const query = search.q ?? "";
  const sort = search.sort ?? usualSort(practice);
  const asked = { noun, q: search.q, phase, asOf };
  const views = useQuery(recordViewsQuery(practice.name));
  const next = laidOut(search, views.data ?? []);
  const show = (said: RecordListSearch, replace = false) =>
    navigate({ search: (now) => ({ ...now, ...said }), replace, resetScroll: false });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another view lays the list out anew
  useEffect(() => {
    if (next) show(next, true);
  }, [next?.view]);
  // Which view the list opens with is known with the views; before that its rows would change.
  const undecided = next !== undefined || (leavesItToView(search) && views.isPending);
  const list = useInfiniteQuery({ ...recordListQuery(asked, sort), enabled: !undecided });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const keys = useMemo(() => rows.map((record) => record.key), [rows]);
  // What is over is late no more; of the past nothing runs.
  const timed = PROMISED.has(practice.name) && phase === "open" && !asOf;
  const completion = useMemo(() => recordCompletionQuery(practice), [practice]);
  const ask = (q: string) =>
    navigate({ search: (now) => altered(now, { q: q || undefined }), resetScroll: false });
  const choose = (next: PhaseChoice) =>
    navigate({
      search: (now) => altered(now, { phase: next === usual ? undefined : next }),
      resetScroll: false,
    });
  const columns = useMemo(() => chosenColumns(practice, search.cols), [practice, search.cols]);
  const shown = columns.filter((column) => timed || column.id !== LEFT);
  const clocks = useClocks(keys, timed && columns.some((column) => column.id === LEFT));
  const shownIds = columns.map((column) => column.id);
  const usualIds = columnsOf(practice).map((column) => column.id);
  const chooseColumns = (ids: string[]) =>
    navigate({
      search: (now) => altered(now, { cols: ids.join() === usualIds.join() ? undefined : listText(ids) }),
      resetScroll: false,
    });
  const open = (index: number) => {
    const key = keys[index];
    if (key) navigate({ to: "/$noun/$key", params: { noun, key }, search: {} });
  };
  const cursor = useListCursor(keys, open);
  const matching = useMatching(asked, sort);
  const known = useMemo(() => withMatching(rows, matching.rows), [rows, matching.rows]);
  const chosen = useChosen(useMemo(() => known.map((record) => record.key), [known]));
  const fault = faultOf(list.error, query);
  const mayWrite = may(session, "record.write") && !asOf && !practice.told;
  const turn = (range: boolean) => {
    const key = cursor.index === null ? undefined : keys[cursor.index];
    if (!mayWrite || key === undefined) return false;
    return chosen.toggle(key, range);
  };
  useKeys({ q: () => input.current?.focus(), x: () => turn(false), X: () => turn(true) });
  const newButton = (
    <ButtonLink
      to="/$noun/new"
      params={{ noun }}
      search={{}}
      leftSection={<IconPlus size={15} aria-hidden />}
    >
      {t.new(practice.label)}
    </ButtonLink>
  );
  return (
    <Page
      title={practice.plural}
      about={
        list.data
          ? t.about(rows.length, list.data.pages[0]?.total, { one: practice.label, many: practice.plural })
          : "\u00a0"
      }
      actions={
        <>
          <RecordViews practice={practice.name} search={search} views={views.data ?? []} show={show} />
          <ColumnMenu
            columns={allColumns(practice).map(({ id }) => ({ id, label: headOf(practice, id) }))}
            shown={shownIds}
            fixed={LEADS}
            choose={chooseColumns}
          />
          <RecordExport
            asked={asked}
            sort={sort}
            columns={shown.map((column) => column.id)}
            total={list.data?.pages[0]?.total}
          />
          {mayWrite && newButton}
        </>
      }
    >
      <RecordPhases asked={asked} practice={practice} choose={choose} />
      <ListLayout
        bar={
          <QueryBar
            query={query}
            error={list.error}
            ask={ask}
            inputRef={input}
            completion={completion}
            placeholder={t.placeholder(practice.lifecycle.initial, practice.prioritised)}
          />
        }
        facets={
          <RecordFacets
            asked={asked}
            fields={facetsOf(practice)}
            practice={practice}
            toggle={(field, value) => ask(withToggled(query, field, value))}
          />
        }
        waiting={list.isPending}
        error={fault ? null : list.error}
        retry={() => list.refetch()}
        fault={fault ? t.noMatch(practice.plural) : undefined}
      >
        {list.data && !list.error && rows.length === 0 && (
          <NoRecords
            practice={practice}
            query={query}
            phase={phase}
            clear={() => ask("")}
            showAll={() => choose("all")}
            create={mayWrite ? newButton : null}
          />
        )}
        {mayWrite && !list.error && (
          <BulkBar
            noun={noun}
            practice={practice}
            rows={known}
            chosen={chosen}
            matching={matching}
            more={list.hasNextPage}
            total={list.data?.pages[0]?.total}
          />
        )}
        {!list.error && rows.length > 0 && (
          <RecordTable
            chosen={mayWrite ? chosen : undefined}
            noun={noun}
            practice={practice}
            columns={shown}
            rows={rows}
            clocks={clocks}
            sort={sort}
            stale={list.isPlaceholderData}
            more={list.hasNextPage}
            loadMore={() => !list.isFetchingNextPage && list.fetchNextPage()}
            sortBy={(next) => navigate({ search: (now) => altered(now, { sort: next }), resetScroll: false })}
            cursor={cursor}
            open={open}
          />
        )}
      </ListLayout>
    </Page>
  );
}
