// The service's fault tree: a picture that opens gate by gate, the same as a table, and what is left out.
import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { FaultTree } from "../api/shapes";
import { text } from "../text";
import { number, sentence } from "../ui/format";
import { Panel } from "../ui/Panel";
import { listOf, listText } from "../ui/search-params";
import { ErrorState } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { useWide } from "../ui/useWide";
import { Computing } from "./Computing";
import { FaultTreePicture } from "./FaultTreePicture";
import { FaultTreeTable } from "./FaultTreeTable";
import { differing, openAtFirst, rowsOf } from "./fault-tree";
import { faultTreeQuery } from "./queries";
import classes from "./Service.module.css";

const GATES = 200;
const MOST_GATES = 2000;
const t = text.servicePage.faultTree;
const route = getRouteApi("/services/$key");

export function FaultTreePanel({ service, name }: { service: string; name: string }) {
  const asOf = useAsOf();
  const { table, change } = route.useSearch();
  const navigate = route.useNavigate();
  const [gates, setGates] = useState(GATES);
  const answer = useQuery(faultTreeQuery(service, gates, asOf, change));
  const { data, error } = answer;
  return (
    <Panel
      title={t.title}
      flush
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t.shownAs}
          value={table ? "table" : "picture"}
          onChange={(value) =>
            navigate({
              search: (now) => ({ ...now, table: value === "table" ? "1" : undefined }),
              replace: true,
              resetScroll: false,
            })
          }
          data={[
            { value: "picture", label: t.picture },
            { value: "table", label: t.table },
          ]}
        />
      }
    >
      <div className={classes.inset}>
        {error != null && <ErrorState error={error} retry={() => answer.refetch()} />}
        {!data && !error && <Computing what={t.working} />}
        {data && (
          <Group justify="space-between" gap="xs">
            <Text size="xs" c="dimmed">
              {data.reason ? `${sentence(data.reason)}` : t.about(data.gates_in_all, data.events_in_all)}{" "}
              {data.gates_left_out > 0 && t.leftOut(data.gates_left_out)}
            </Text>
            {data.gates_left_out > 0 && gates < MOST_GATES && (
              <Button
                variant="default"
                size="compact-xs"
                loading={answer.isPlaceholderData}
                onClick={() => setGates(MOST_GATES)}
              >
                {t.showAll(number(Math.min(MOST_GATES, data.gates_in_all), 0))}
              </Button>
            )}
          </Group>
        )}
      </div>
      {data &&
        !data.reason &&
        (table ? <FaultTreeTable tree={data} label={t.caption(name)} /> : <Drawn tree={data} name={name} />)}
    </Panel>
  );
}

/** What the address says of the picture: the gates that are not as they are at first. */
function Drawn({ tree, name }: { tree: FaultTree; name: string }) {
  const { tree: changed } = route.useSearch();
  const navigate = route.useNavigate();
  const wide = useWide();
  const paths = useMemo(
    () => new Set(listOf(changed).map((path) => (path === "top" ? "" : path))),
    [changed],
  );
  const rows = useMemo(() => rowsOf(tree, differing(openAtFirst(tree), paths)), [tree, paths]);
  const set = (next: Set<string>) =>
    navigate({
      search: (now) => ({ ...now, tree: listText([...next].map((path) => path || "top").sort()) }),
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <FaultTreePicture
        label={t.label(name)}
        rows={rows}
        wide={wide}
        toggle={(path) => set(differing(paths, new Set([path])))}
      />
      <Group justify="space-between" gap="xs" px="md" pb="xs">
        <Text size="xs" c="dimmed">
          {t.legend}
        </Text>
        {paths.size > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={() => set(new Set())}>
            {t.reset}
          </Button>
        )}
      </Group>
    </>
  );
}
