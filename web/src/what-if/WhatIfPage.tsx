// What if the estate were different? A plan edited on the map, and at once what it does to today.
import { Alert, Button, Text } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Scenario } from "../api/shapes";
import { DraftButton } from "../changes/DraftButton";
import { text } from "../text";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { ciQuery, relationTypesQuery } from "../ui/queries";
import { listOf } from "../ui/search-params";
import { stateName } from "../ui/state";
import { useAsOf } from "../ui/useAsOf";
import { CiSide } from "./CiSide";
import { Difference } from "./Difference";
import { MapSide } from "./MapSide";
import { MergeButton } from "./MergeButton";
import { PlanMenu } from "./PlanMenu";
import { PlanPanel } from "./PlanPanel";
import { downIn, isDown, isEmpty, knownKeys, type Plan, withDown } from "./plan";
import { previewQuery } from "./queries";
import { usePlan } from "./usePlan";
import classes from "./WhatIf.module.css";

const t = text.whatIf;
const MOST_OPEN = 24;

export function WhatIfPage() {
  const asOf = useAsOf();
  if (asOf)
    return (
      <Page title={t.title} about={t.about}>
        <Text>{t.past}</Text>
      </Page>
    );
  return <Editor />;
}

/** While a form asks for another CI, a click on the map answers it. */
export type Asking = ((key: string) => void) | null;

function Editor() {
  const { plan, fault, search, go, set, open } = usePlan();
  const [asking, setAsking] = useState<Asking>(null);
  const { asked, failures } = useMemo(() => question(plan, search.against), [plan, search.against]);
  const preview = useQuery(previewQuery(asked, failures, !isEmpty(plan)));
  const shown = isEmpty(plan) ? undefined : preview.data;
  const types = useQuery(relationTypesQuery).data ?? [];
  const keys = [...new Set([...listOf(search.ci), ...knownKeys(plan)])].slice(0, MOST_OPEN);
  const details = useQueries({
    queries: keys.map((key) => ({ ...ciQuery(key, undefined), retry: false })),
  });
  const loaded = details.flatMap((answer) => answer.data ?? []);
  const names = namesOf(loaded, plan, shown?.impact_difference?.names ?? {});
  const laid = preview.error == null ? shown?.impact_difference : null;
  const states = useMemo(() => (laid ? statesOf(laid) : null), [laid]);
  const nameOf = (key: string) => names[key] ?? key;
  const takeDown = (key: string) => set(withDown(plan, key, !isDown(plan, key)));
  const select = (key: string) => {
    if (asking) asking(key);
    else if (key.startsWith("$")) go({ select: key });
    else open(key);
  };
  const actions = (
    <>
      <PlanMenu plan={plan} long={Boolean(search.draft)} set={set} />
      <DraftButton plan={plan} />
      <MergeButton
        plan={plan}
        preview={shown}
        stale={preview.isPlaceholderData}
        done={() => set({ faultline_change: 1, edits: [] })}
      />
    </>
  );
  return (
    <Page title={t.title} about={t.about} actions={actions}>
      {fault && (
        <Alert color="red" variant="light" title={t[fault]} role="alert">
          <Text size="sm">{fault === "broken" ? t.brokenAbout : t.lostAbout}</Text>
          <Button mt="xs" variant="default" onClick={() => go({ plan: undefined, draft: undefined })}>
            {t.begin}
          </Button>
        </Alert>
      )}
      <div className={classes.page}>
        <div className={classes.pick}>
          <CiSide
            plan={plan}
            selected={search.select}
            detail={loaded.find((ci) => ci.key === search.select)}
            failed={details.find((_, index) => keys[index] === search.select)?.error}
            state={states?.get(search.select ?? "")}
            types={types}
            nameOf={nameOf}
            set={set}
            open={open}
            close={() => go({ select: undefined })}
            ask={(answer) => setAsking(() => answer)}
          />
          <PlanPanel plan={plan} preview={preview} types={types} nameOf={nameOf} set={set} open={select} />
        </div>
        <div className={classes.map}>
          <MapSide
            plan={plan}
            open={loaded}
            loading={details.some((answer) => answer.isPending)}
            types={types}
            names={names}
            states={states}
            selected={search.select}
            view={search.view ?? "surroundings"}
            setView={(view) => go({ view: view === "effect" ? "effect" : undefined })}
            select={select}
            takeDown={takeDown}
            close={() => go({ ci: undefined, select: undefined })}
          />
        </div>
        <div className={classes.difference} aria-busy={preview.isFetching}>
          {isEmpty(plan) ? (
            <Panel title={t.empty}>
              <Text size="sm" c="dimmed">
                {t.emptyAbout}
              </Text>
            </Panel>
          ) : (
            <Difference
              plan={plan}
              preview={preview}
              against={search.against ?? "today"}
              setAgainst={(against) => go({ against: against === "same" ? "same" : undefined })}
            />
          )}
        </div>
      </div>
    </Page>
  );
}

/** What is asked: the whole plan against today, or its edits while what it takes down is DOWN on both sides. */
function question(plan: Plan, against: "same" | undefined) {
  const failures: Scenario["failures"] = [];
  if (against !== "same" || plan.edits.length === 0) return { asked: plan, failures };
  for (const { ci, state = "down" } of downIn(plan)) failures.push({ ci, state });
  return { asked: { ...plan, down: [] }, failures };
}

type Named = {
  key: string;
  name: string;
  relations: { from: string; to: string; from_name?: string; to_name?: string }[];
};

function namesOf(loaded: Named[], plan: Plan, answered: Record<string, string>): Record<string, string> {
  const names: Record<string, string> = { ...answered };
  for (const { relations } of loaded)
    for (const { from, to, from_name, to_name } of relations) {
      if (from_name) names[from] = from_name;
      if (to_name) names[to] = to_name;
    }
  for (const { key, name } of loaded) if (name) names[key] = name;
  for (const edit of plan.edits) if (edit.op === "add" && edit.as) names[edit.as] = edit.name;
  return names;
}

type Shifted = { key: string; state: string };
type Answered = {
  newly_affected: Shifted[];
  changed: Shifted[];
  unchanged: Shifted[];
  at_risk: { key: string }[];
};

/** The states with the plan, of what is not OK. */
function statesOf(difference: Answered) {
  const states = new Map<string, ReturnType<typeof stateName>>();
  for (const { key } of difference.at_risk) states.set(key, "at_risk");
  for (const part of [difference.newly_affected, difference.changed, difference.unchanged])
    for (const { key, state } of part) states.set(key, stateName(state));
  return states;
}
