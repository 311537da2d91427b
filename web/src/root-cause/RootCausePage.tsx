// What has caused it? What is seen DOWN and healthy, the causes that fit, and each held against what is seen.
import { Group, SegmentedControl, Text, Tooltip } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { RootCause, Scenario, SearchHit } from "../api/shapes";
import explorer from "../impact/Explorer.module.css";
import { impactQuery, mapQuery } from "../impact/queries";
import { text } from "../text";
import { CanvasMap } from "../ui/map/CanvasMap";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { ciQuery } from "../ui/queries";
import { useRemembered } from "../ui/remembered";
import { listOf, listText } from "../ui/search-params";
import { EmptyState, ErrorState, Waiting } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { Causes } from "./Causes";
import { ComparedTable } from "./ComparedTable";
import { causeMap } from "./cause-map";
import { ObservationPanel } from "./ObservationPanel";
import { causesQuery } from "./queries";
import classes from "./RootCause.module.css";
import {
  clicked,
  type Observations,
  observationsOf,
  type RootCauseSearch,
  type Seen,
  searchOf,
} from "./search";
import { VerdictLegend } from "./VerdictMark";
import { type Compared, compared } from "./verdict";

const route = getRouteApi("/root-cause");
const t = text.rootCause;
const MOST_NAMES = 60;
const MOST_SHAPES = 150;
// More than so many are drawn as groups by class; a click on a group opens it.
const MOST_SINGLE = 60;
const DEFAULT_HOURS = "72";

export function RootCausePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const asOf = useAsOf();
  const seen = useMemo(() => observationsOf(search), [search]);
  const hours = search.hours ?? DEFAULT_HOURS;
  const answer = useQuery(causesQuery(seen, Number(hours), asOf));
  const asked = seen.down.length > 0;
  const causes = asked ? (answer.data?.causes ?? []) : [];
  const selected = causes.find((each) => listText(each.cause) === search.cause) ?? causes[0];
  const { nameOf, learn } = useNames([...seen.down, ...seen.up], answer.data?.names ?? {}, asOf);
  const set = (next: Partial<RootCauseSearch>) =>
    navigate({ search: (now) => ({ ...now, ...next }), resetScroll: false });
  const prediction = usePrediction(selected, search.expand, asOf);
  // The address may name CIs by their names; the answer says which keys they are.
  const told = useMemo(
    (): Observations =>
      answer.data && !answer.isPlaceholderData ? { down: answer.data.down, up: answer.data.up } : seen,
    [answer.data, answer.isPlaceholderData, seen],
  );
  const rows = useMemo(
    () => compared(prediction.answer.data?.cis ?? [], told, nameOf),
    [prediction.answer.data, told, nameOf],
  );
  return (
    <Page title={t.title} about={t.about}>
      <div className={explorer.explorer}>
        <div className={explorer.scenario}>
          <ObservationPanel
            seen={seen}
            hours={hours}
            nameOf={nameOf}
            learn={learn}
            change={(next) => set(searchOf(next))}
            setHours={(next) => set({ hours: next === DEFAULT_HOURS ? undefined : next })}
          />
        </div>
        {asked ? (
          <>
            <div className={explorer.answer} aria-busy={answer.isFetching}>
              {answer.error != null && <ErrorState error={answer.error} retry={() => answer.refetch()} />}
              {!answer.data && answer.error == null && (
                <Panel>
                  <Waiting rows={6} />
                </Panel>
              )}
              {answer.data && answer.error == null && (
                <Causes
                  answer={answer.data}
                  selected={selected}
                  stale={answer.isPlaceholderData}
                  nameOf={nameOf}
                  select={(cause) => set({ cause: listText(cause.cause), expand: undefined })}
                />
              )}
            </div>
            <div className={classes.middle}>
              {selected && (
                <>
                  <CauseMap
                    selected={selected}
                    rows={rows}
                    prediction={prediction}
                    nameOf={nameOf}
                    pick={(key, side) => set(searchOf(clicked(told, key, side)))}
                    expand={(group) => set({ expand: listText([...listOf(search.expand), group]) })}
                  />
                  <ComparedTable key={selected.cause.join()} rows={rows} />
                </>
              )}
            </div>
          </>
        ) : (
          <div className={explorer.start}>
            <section className="panel" aria-label={t.empty}>
              <EmptyState title={t.empty}>{seen.up.length > 0 ? t.onlyUp : t.emptyAbout}</EmptyState>
            </section>
          </div>
        )}
      </div>
    </Page>
  );
}

/** Names by key: from the answer, from what was picked, else asked for. */
function useNames(keys: string[], answered: Record<string, string>, asOf: string | undefined) {
  const [picked, setPicked] = useState<Record<string, string>>({});
  const known = { ...picked, ...answered };
  const unknown = keys.filter((key) => !known[key]).slice(0, MOST_NAMES);
  const found = useQueries({ queries: unknown.map((key) => ({ ...ciQuery(key, asOf), retry: false })) });
  const told = JSON.stringify([known, found.map((each) => each.data?.name)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` says when another name is known
  const nameOf = useMemo(() => {
    const names = new Map(Object.entries(known));
    for (const { data } of found) if (data?.name) names.set(data.key, data.name);
    return (key: string) => names.get(key) ?? key;
  }, [told]);
  const learn = (hits: SearchHit[]) =>
    setPicked((now) => ({ ...now, ...Object.fromEntries(hits.map((hit) => [hit.key, hit.name])) }));
  return { nameOf, learn };
}

/** What a cause would take down, as an answer and as a map. */
function usePrediction(cause: RootCause | undefined, expand: string | undefined, asOf: string | undefined) {
  const told = cause?.cause.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same CIs are the same cause
  const scenario = useMemo(
    (): Scenario => ({
      failures: (cause?.cause ?? []).map((ci) => ({ ci, state: "down" })),
      ...(asOf ? { as_of: asOf } : {}),
    }),
    [told, asOf],
  );
  const answer = useQuery(impactQuery(scenario));
  const collapse = (cause?.predicted ?? 0) > MOST_SINGLE ? "class" : "none";
  const request = { layout: "rings" as const, max: MOST_SHAPES, collapse, expand: listOf(expand) } as const;
  const map = useQuery(mapQuery(scenario, request));
  return { answer, map };
}

type MapProps = {
  selected: RootCause;
  rows: Compared[];
  prediction: ReturnType<typeof usePrediction>;
  nameOf: (key: string) => string;
  pick: (key: string, seen: Seen) => void;
  expand: (group: string) => void;
};

function CauseMap({ selected, rows, prediction, nameOf, pick, expand }: MapProps) {
  const [click, setClick] = useRemembered<Seen>("cause-click", "down");
  const { map } = prediction;
  const content = useMemo(() => (map.data ? causeMap(map.data, rows) : null), [map.data, rows]);
  const names = selected.cause.map(nameOf).join(t.and);
  const onPick = (id: string, shift: boolean) => {
    const node = map.data?.nodes.find((each) => each.id === id);
    if (node && !node.key) return expand(id);
    const other: Seen = click === "down" ? "up" : "down";
    pick(node?.key ?? id, shift ? other : click);
  };
  return (
    <Panel
      title={t.map}
      flush
      aside={
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            {t.click}
          </Text>
          <Tooltip label={t.clickHelp}>
            <SegmentedControl
              size="xs"
              aria-label={t.click}
              value={click}
              onChange={(value) => setClick(value as Seen)}
              data={[
                { value: "down", label: t.clickDown },
                { value: "up", label: t.clickUp },
              ]}
            />
          </Tooltip>
        </Group>
      }
    >
      <div className={classes.canvas} aria-busy={map.isFetching}>
        {map.error != null && <ErrorState error={map.error} retry={() => map.refetch()} />}
        {map.error == null && !content && <Waiting rows={10} />}
        {map.error == null && content && (
          <CanvasMap content={content} label={t.mapLabel(names, content.shapes.length)} onPick={onPick} />
        )}
      </div>
      <div style={{ borderTop: "1px solid var(--line)", padding: "6px 0.75rem" }}>
        <VerdictLegend />
      </div>
    </Panel>
  );
}
