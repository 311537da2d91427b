// The map: what is open with its surroundings and the plan's marks, or what the plan hits.
import { Button, Group, SegmentedControl, Text, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { CiDetail, RelationType } from "../api/shapes";
import { contentOf } from "../impact/MapPanel";
import { mapQuery } from "../impact/queries";
import { text } from "../text";
import { CanvasMap } from "../ui/map/CanvasMap";
import { Legend } from "../ui/map/Legend";
import { Panel } from "../ui/Panel";
import { useRemembered } from "../ui/remembered";
import type { StateName } from "../ui/state";
import { ErrorState, Waiting } from "../ui/states";
import { asOutage, downIn, type Plan } from "./plan";
import { planMap } from "./plan-map";
import classes from "./WhatIf.module.css";

const t = text.whatIf;

type Props = {
  plan: Plan;
  open: CiDetail[];
  loading: boolean;
  types: RelationType[];
  names: Record<string, string>;
  states: Map<string, StateName> | null;
  selected: string | undefined;
  view: "surroundings" | "effect";
  setView: (view: string) => void;
  select: (key: string) => void;
  takeDown: (key: string) => void;
  close: () => void;
};

export function MapSide(props: Props) {
  const { view, setView, select, takeDown, close, open } = props;
  const [click, setClick] = useRemembered<"open" | "down">("plan-click", "open");
  const pick = (key: string, shift: boolean) => ((click === "down") !== shift ? takeDown(key) : select(key));
  return (
    <Panel
      title={t.map}
      flush
      aside={
        <Group gap="sm">
          {view === "surroundings" && open.length > 1 && (
            <Button variant="subtle" size="compact-xs" onClick={close}>
              {t.fewer}
            </Button>
          )}
          <Tooltip label={t.clickHelp}>
            <SegmentedControl
              size="xs"
              aria-label={t.click}
              value={click}
              onChange={(value) => setClick(value as "open" | "down")}
              data={[
                { value: "open", label: t.clickOpen },
                { value: "down", label: t.clickDown },
              ]}
            />
          </Tooltip>
          <SegmentedControl
            size="xs"
            aria-label={t.view}
            value={view}
            onChange={setView}
            data={[
              { value: "surroundings", label: t.surroundings },
              { value: "effect", label: t.effect },
            ]}
          />
        </Group>
      }
    >
      {view === "surroundings" ? <Surroundings {...props} pick={pick} /> : <Effect {...props} pick={pick} />}
      <Group px="md" py={6} gap="xs" style={{ borderTop: "1px solid var(--line)" }}>
        <Legend />
      </Group>
    </Panel>
  );
}

type Picking = Props & { pick: (key: string, shift: boolean) => void };

function Surroundings({ plan, open, loading, types, names, states, selected, pick }: Picking) {
  const arrived = open.map((ci) => `${ci.key} ${ci.revision}`).join();
  const told = JSON.stringify([plan, arrived]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` says when the plan or an opened CI differs
  const content = useMemo(
    () => planMap({ open, plan, types, names, states, selected }),
    [told, types, states, selected],
  );
  if (content.shapes.length === 0)
    return (
      <div className={classes.canvas}>
        {loading && open.length > 0 ? (
          <Waiting rows={10} />
        ) : (
          <Text size="sm" c="dimmed" p="md" maw={420}>
            {t.mapEmpty}
          </Text>
        )}
      </div>
    );
  return (
    <div className={classes.canvas}>
      <CanvasMap
        content={content}
        label={t.mapLabel(content.shapes.length, content.links.length)}
        onPick={pick}
      />
      {content.cut && (
        <Text size="xs" c="dimmed" className={classes.over}>
          {t.cut}
        </Text>
      )}
    </div>
  );
}

const NO_PROOF = new Set<string>();

// More than so many are drawn as groups by class; a click on a group opens it.
const MOST_SINGLE = 60;
const MOST_SHAPES = 200;

function Effect({ plan, states, selected, pick }: Picking) {
  const [expand, setExpand] = useState<string[]>([]);
  const scenario = useMemo(() => {
    const { down: _, ...rest } = asOutage(plan);
    const failures = downIn(asOutage(plan)).map(({ ci, state = "down" }) => ({ ci, state }));
    return { failures, plan: rest };
  }, [plan]);
  const collapse = (states?.size ?? 0) > MOST_SINGLE ? "class" : "none";
  const map = useQuery(mapQuery(scenario, { layout: "layers", max: MOST_SHAPES, collapse, expand }));
  const open = (id: string, shift: boolean) => {
    const node = map.data?.nodes.find((each) => each.id === id);
    if (node && !node.key) setExpand([...expand, id]);
    else pick(id, shift);
  };
  const content = useMemo(
    () => (map.data ? contentOf(map.data, selected, NO_PROOF, "layers") : null),
    [map.data, selected],
  );
  if (scenario.failures.length === 0)
    return (
      <div className={classes.canvas}>
        <Text size="sm" c="dimmed" p="md">
          {t.effectEmpty}
        </Text>
      </div>
    );
  return (
    <div className={classes.canvas} aria-busy={map.isFetching}>
      {map.error != null && <ErrorState error={map.error} retry={() => map.refetch()} />}
      {map.error == null && !content && <Waiting rows={10} />}
      {map.error == null && content && (
        <CanvasMap
          content={content}
          label={t.mapLabel(content.shapes.length, content.links.length)}
          onPick={open}
        />
      )}
    </div>
  );
}
