// One hop around a CI; a click opens the next.
import { Button, Group, Text } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import type { CiDetail } from "../api/shapes";
import { text } from "../text";
import { CanvasMap } from "../ui/map/CanvasMap";
import { Panel } from "../ui/Panel";
import { ciQuery } from "../ui/queries";
import { listOf, listText } from "../ui/search-params";
import { ErrorState } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import classes from "./Ci.module.css";
import { neighbourhood } from "./neighbourhood";

const route = getRouteApi("/cis/$key");
const t = text.cis.map;

export function MapTab({ ci }: { ci: CiDetail }) {
  const { expand } = route.useSearch();
  const navigate = route.useNavigate();
  const asOf = useAsOf();
  const keys = listOf(expand).filter((key) => key !== ci.key);
  const answers = useQueries({ queries: keys.map((key) => ciQuery(key, asOf)) });
  const failed = answers.find((answer) => answer.error)?.error;
  const arrived = answers.map((answer) => answer.dataUpdatedAt).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `arrived` says when an opened CI's relations came in
  const content = useMemo(
    () =>
      neighbourhood(
        ci,
        answers.flatMap((answer) => answer.data ?? []),
      ),
    [ci, arrived],
  );
  const set = (next: string[]) =>
    navigate({ search: (now) => ({ ...now, expand: listText(next) }), resetScroll: false });
  const pick = (key: string, shift: boolean) => {
    if (shift) navigate({ to: "/cis/$key", params: { key }, search: { tab: "map" } });
    else if (keys.includes(key)) set(keys.filter((other) => other !== key));
    else if (key !== ci.key) set([...keys, key]);
  };
  return (
    <Panel
      flush
      label={text.cis.page.tabs.map}
      aside={
        <Group justify="space-between" w="100%">
          <Text size="xs" c="dimmed">
            {t.about}
          </Text>
          {keys.length > 0 && (
            <Button variant="default" size="compact-xs" onClick={() => set([])}>
              {t.reset}
            </Button>
          )}
        </Group>
      }
    >
      {failed != null && <ErrorState error={failed} />}
      <div className={classes.map}>
        <CanvasMap content={content} label={t.label(content.shapes.length - 1)} onPick={pick} />
      </div>
    </Panel>
  );
}
