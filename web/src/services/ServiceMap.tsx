// What a service stands on as layers, from infrastructure up; the proof of the CI that is looked at is drawn out.
import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import type { ImpactMap, ServiceDetail, SinglePoints } from "../api/shapes";
import { contentOf } from "../impact/MapPanel";
import { text } from "../text";
import { CanvasMap } from "../ui/map/CanvasMap";
import type { MapContent } from "../ui/map/elements";
import { Legend } from "../ui/map/Legend";
import { Panel } from "../ui/Panel";
import { listOf, listText } from "../ui/search-params";
import { ErrorState, Waiting } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { useClassLabel } from "../ui/useClassLabel";
import { useWide } from "../ui/useWide";
import { placesIn } from "./places";
import { proofOf } from "./proof";
import { serviceMapQuery } from "./queries";
import classes from "./Service.module.css";

const route = getRouteApi("/services/$key");
const t = text.servicePage.map;

type Props = {
  service: ServiceDetail;
  points: SinglePoints | undefined;
  selected: string | undefined;
  pick: (ci: string | undefined) => void;
};

type Look = { points: SinglePoints | undefined; aspect: number; label: (name: string) => string };

/** What takes the service down alone stands on a red ground; a group says of what and how many it is. */
function drawn(map: ImpactMap, selected: string | undefined, { points, aspect, label }: Look): MapContent {
  const content = contentOf(map, selected, proofOf(points, selected), "layers");
  const places = placesIn(map.nodes, aspect);
  const alone = new Set(points?.spofs);
  return {
    ...content,
    shapes: content.shapes.map((shape) => ({
      ...shape,
      ...places.get(shape.id),
      label: (shape.members ?? 1) > 1 ? t.group(label(shape.label), shape.members ?? 1) : shape.label,
      failed: alone.has(shape.id),
    })),
  };
}

export function ServiceMap({ service, points, selected, pick }: Props) {
  const { expand } = route.useSearch();
  const navigate = route.useNavigate();
  const asOf = useAsOf();
  const wide = useWide();
  const label = useClassLabel();
  const map = useQuery(serviceMapQuery(service.key, expand, asOf));
  const content = useMemo(
    () => (map.data ? drawn(map.data, selected, { points, aspect: wide ? 1.3 : 0.66, label }) : null),
    [map.data, points, selected, wide, label],
  );
  const setExpand = (groups: string[]) =>
    navigate({ search: (now) => ({ ...now, expand: listText(groups) }), resetScroll: false });
  const click = (id: string) => {
    const node = map.data?.nodes.find((other) => other.id === id);
    if (node?.key) pick(node.key);
    else if (node) setExpand([...listOf(expand), id]);
  };
  return (
    <Panel
      title={t.title}
      flush
      aside={
        <Group gap="sm">
          <Text size="xs" c="dimmed">
            {t.help}
          </Text>
          {expand && (
            <Button size="compact-xs" variant="default" onClick={() => setExpand([])}>
              {t.reset}
            </Button>
          )}
        </Group>
      }
    >
      <div className={classes.canvas} aria-busy={map.isFetching}>
        {map.error != null && <ErrorState error={map.error} retry={() => map.refetch()} />}
        {!map.error && !content && <Waiting rows={10} />}
        {!map.error && content && (
          <CanvasMap
            content={content}
            label={t.label(content.shapes.length, content.links.length)}
            onPick={click}
          />
        )}
      </div>
      <Group justify="space-between" px="md" py={6} gap="xs" style={{ borderTop: "1px solid var(--line)" }}>
        <Group gap="md">
          <Legend />
          <span className={classes.alone}>{t.alone}</span>
        </Group>
        {map.data !== undefined && map.data.hidden > 0 && (
          <Text size="xs" c="dimmed">
            {t.leftOut(map.data.hidden)}
          </Text>
        )}
      </Group>
    </Panel>
  );
}
