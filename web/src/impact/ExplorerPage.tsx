// What breaks if this goes down? Scenario, map and answer, all in one address.
import { Button } from "@mantine/core";
import { IconColumns2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import { text } from "../text";
import type { MapHandle } from "../ui/map/CanvasMap";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { ErrorState, Waiting } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { Answer, Headline } from "./Answer";
import { CompareView } from "./CompareView";
import classes from "./Explorer.module.css";
import { ExportMenu } from "./ExportMenu";
import { MapPanel } from "./MapPanel";
import { impactQuery } from "./queries";
import { RecentChanges } from "./RecentChanges";
import { ScenarioPanel } from "./ScenarioPanel";
import { Start } from "./Start";
import {
  type ExplorerSearch,
  hasFailures,
  type Part,
  partsOf,
  type Side,
  scenarioOf,
  searchOf,
  toggled,
} from "./search";
import { Why } from "./Why";

const route = getRouteApi("/impact");
const t = text.impact;

export function ExplorerPage() {
  const search = route.useSearch();
  const asOf = useAsOf();
  const set = useExplorer();
  const picture = useRef<MapHandle>(null);
  const parts = useMemo(() => partsOf(search), [search]);
  const scenario = useMemo(() => scenarioOf(parts, asOf), [parts, asOf]);
  const answer = useQuery(impactQuery(scenario));
  const asked = hasFailures(parts);
  const names = answer.data?.names ?? {};

  const actions = asked && (
    <>
      <Button
        variant={search.compare ? "filled" : "default"}
        leftSection={<IconColumns2 size={15} />}
        onClick={() =>
          search.compare
            ? set.search({ compare: undefined, b_ci: undefined, b_degraded: undefined, b_immune: undefined })
            : set.search({ compare: "1", ...searchOf(parts, "b") })
        }
      >
        {search.compare ? t.stopCompare : t.compare}
      </Button>
      <ExportMenu scenario={scenario} picture={picture} />
    </>
  );

  return (
    <Page title={t.title} about={t.about} actions={actions}>
      {search.compare && asked ? (
        <CompareView search={search} asOf={asOf} change={set.parts} />
      ) : (
        <div className={classes.explorer}>
          <div className={classes.scenario}>
            <ScenarioPanel
              parts={parts}
              names={names}
              change={(next) => set.parts(next)}
              title={t.scenario}
            />
          </div>
          {asked ? (
            <>
              <div className={classes.answer} aria-busy={answer.isFetching}>
                {answer.error ? <ErrorState error={answer.error} retry={() => answer.refetch()} /> : null}
                {!answer.data && !answer.error && (
                  <Panel>
                    <Waiting rows={8} />
                  </Panel>
                )}
                {answer.data && !answer.error && (
                  <Headline answer={answer.data} stale={answer.isPlaceholderData} />
                )}
                {search.select && (
                  <Why
                    key={search.select}
                    scenario={scenario}
                    answer={answer.data}
                    ci={search.select}
                    failed={parts.some((part) => part.ci === search.select && part.role !== "immune")}
                    toggle={() => set.parts(toggled(parts, search.select ?? ""))}
                    close={() => set.search({ select: undefined })}
                  />
                )}
                {answer.data && !answer.error && (
                  <Answer answer={answer.data} selected={search.select} select={set.select} />
                )}
                {!answer.error && <RecentChanges answer={answer.data} parts={parts} past={Boolean(asOf)} />}
              </div>
              <div className={classes.map}>
                <MapPanel
                  scenario={scenario}
                  search={search}
                  handle={picture}
                  set={set.search}
                  select={set.select}
                  toggle={(ci) => set.parts(toggled(parts, ci))}
                />
              </div>
            </>
          ) : (
            <div className={classes.start}>
              <Start />
            </div>
          )}
        </div>
      )}
    </Page>
  );
}

/** What the explorer does to its address. */
export function useExplorer() {
  const navigate = route.useNavigate();
  const change = (next: Partial<ExplorerSearch>) =>
    navigate({ search: (now) => ({ ...now, ...next }), resetScroll: false });
  return {
    search: change,
    parts: (parts: Part[], side: Side = "a") => change(searchOf(parts, side)),
    select: (ci: string) => change({ select: ci }),
  };
}
