// The map: rings by hop from what failed, or layers up to the services. A click takes a CI down in place, or explains it.
import { Group, SegmentedControl, Switch, Text, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Ref, useMemo } from "react";
import type { MapRequest } from "../api/calls";
import type { ImpactMap, Scenario } from "../api/shapes";
import { text } from "../text";
import { CanvasMap, type MapHandle } from "../ui/map/CanvasMap";
import type { MapContent } from "../ui/map/elements";
import { Legend } from "../ui/map/Legend";
import { Panel } from "../ui/Panel";
import { useRemembered } from "../ui/remembered";
import { listOf, listText } from "../ui/search-params";
import { stateName } from "../ui/state";
import { ErrorState, Waiting } from "../ui/states";
import classes from "./Explorer.module.css";
import { spreadLayers } from "./layers";
import { explainQuery, mapQuery } from "./queries";
import type { ExplorerSearch } from "./search";

const t = text.impact;
const MOST = 1500;

type Props = {
  scenario: Scenario;
  search: ExplorerSearch;
  handle: Ref<MapHandle>;
  set: (next: Partial<ExplorerSearch>) => void;
  select: (ci: string) => void;
  toggle: (ci: string) => void;
};

export function MapPanel({ scenario, search, handle, set, select, toggle }: Props) {
  const layout = search.layout ?? ("rings" as const);
  const [click, setClick] = useRemembered<"down" | "why">("map-click", "down");
  const request: MapRequest = {
    layout,
    max: MOST,
    expand: listOf(search.expand),
    collapse: search.group ?? "none",
  };
  const map = useQuery(mapQuery(scenario, request));
  const proof = useProof(scenario, search.select, map.data);
  const content = useMemo(
    () => (map.data ? contentOf(map.data, search.select, proof, layout) : null),
    [map.data, search.select, proof, layout],
  );
  const pick = (id: string, shift: boolean) => {
    const node = map.data?.nodes.find((other) => other.id === id);
    if (!node) return;
    if (!node.key) return set({ expand: listText([...listOf(search.expand), node.id]) });
    if ((click === "down") !== shift) toggle(node.key);
    else select(node.key);
  };
  return (
    <Panel
      title={t.map}
      flush
      aside={
        <Group gap="sm">
          <Switch
            size="xs"
            label={t.group}
            checked={search.group === "class"}
            onChange={(event) =>
              set({ group: event.currentTarget.checked ? "class" : undefined, expand: undefined })
            }
          />
          <SegmentedControl
            size="xs"
            aria-label={t.layout}
            value={layout}
            onChange={(value) => set({ layout: value === "layers" ? "layers" : undefined })}
            data={[
              { value: "rings", label: t.rings },
              { value: "layers", label: t.layers },
            ]}
          />
          <Tooltip label={t.clickHelp}>
            <SegmentedControl
              size="xs"
              aria-label={t.click}
              value={click}
              onChange={(value) => setClick(value as "down" | "why")}
              data={[
                { value: "down", label: t.clickDown },
                { value: "why", label: t.clickWhy },
              ]}
            />
          </Tooltip>
        </Group>
      }
    >
      <div className={classes.canvas} aria-busy={map.isFetching}>
        {map.error != null && <ErrorState error={map.error} retry={() => map.refetch()} />}
        {!map.error && !content && <Waiting rows={10} />}
        {!map.error && content && map.data && (
          <CanvasMap
            content={content}
            label={t.mapLabel(content.shapes.length, content.links.length)}
            onPick={pick}
            handle={handle}
          />
        )}
      </div>
      <Group justify="space-between" px="md" py={6} gap="xs" style={{ borderTop: "1px solid var(--line)" }}>
        <Legend />
        {map.data?.truncated && (
          <Text size="xs" c="dimmed">
            {t.mapTruncated}
          </Text>
        )}
        {map.data && map.data.hidden > 0 && (
          <Text size="xs" c="dimmed">
            {t.mapHidden(map.data.hidden)}
          </Text>
        )}
      </Group>
    </Panel>
  );
}

/** The CIs on the proof of the one that is selected. */
function useProof(scenario: Scenario, selected: string | undefined, map: ImpactMap | undefined): Set<string> {
  const node = map?.nodes.find((other) => other.key === selected);
  const hit = node !== undefined && (node.state === "down" || node.state === "degraded");
  const proof = useQuery({ ...explainQuery(scenario, selected ?? ""), enabled: hit });
  return useMemo(
    () => new Set(hit ? (proof.data?.steps ?? []).map((step) => step.key) : []),
    [hit, proof.data],
  );
}

export function contentOf(
  map: ImpactMap,
  selected: string | undefined,
  proof: Set<string>,
  layout: string,
): MapContent {
  const keys = new Map(map.nodes.map((node) => [node.id, node.key]));
  const onProof = (id: string) => proof.has(keys.get(id) ?? "");
  const dimming = proof.size > 1;
  const places = layout === "layers" ? spreadLayers(map.nodes) : null;
  return {
    rings: layout === "rings" ? map.rings : [],
    shapes: map.nodes.map((node) => ({
      id: node.id,
      label: node.label,
      state: stateName(node.state),
      x: places?.get(node.id)?.x ?? node.x,
      y: places?.get(node.id)?.y ?? node.y,
      members: node.members,
      service: node.service,
      failed: node.failed,
      selected: node.key !== null && node.key === selected,
      dim: dimming && !onProof(node.id),
    })),
    links: map.edges.map((edge) => {
      const proven = dimming && onProof(edge.from) && onProof(edge.to) && edge.carries;
      return {
        id: edge.id,
        from: edge.from,
        to: edge.to,
        carries: edge.carries,
        proof: proven,
        dim: dimming && !proven,
      };
    }),
  };
}
