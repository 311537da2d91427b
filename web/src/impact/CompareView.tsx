// Two scenarios side by side, and where they differ.
import { SimpleGrid, Switch, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { text } from "../text";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { EmptyState, Loaded } from "../ui/states";
import { compared } from "./compare";
import classes from "./Explorer.module.css";
import { impactQuery } from "./queries";
import { ScenarioPanel } from "./ScenarioPanel";
import { type ExplorerSearch, type Part, partsOf, type Side, scenarioOf } from "./search";

const t = text.impact;

type Props = {
  search: ExplorerSearch;
  asOf: string | undefined;
  change: (parts: Part[], side: Side) => void;
};

export function CompareView({ search, asOf, change }: Props) {
  const a = useSide(search, "a", asOf);
  const b = useSide(search, "b", asOf);
  const [onlyDifferences, setOnly] = useState(true);
  const rows = useMemo(
    () => (a.answer.data && b.answer.data ? compared(a.answer.data, b.answer.data) : []),
    [a.answer.data, b.answer.data],
  );
  const differing = rows.filter((row) => row.differs);
  const visible = onlyDifferences ? differing : rows;
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {(
          [
            ["a", t.scenarioA, a],
            ["b", t.scenarioB, b],
          ] as const
        ).map(([side, title, { parts, answer }]) => (
          <div key={side} style={{ display: "grid", gap: "0.75rem", alignContent: "start" }}>
            <ScenarioPanel
              parts={parts}
              names={answer.data?.names ?? {}}
              change={(next) => change(next, side)}
              title={title}
            />
            <Panel label={`${title}: ${t.answer}`}>
              {parts.length === 0 ? (
                <Text c="dimmed">{t.empty}</Text>
              ) : (
                <Loaded answer={answer} rows={2}>
                  {(data) => (
                    <p className={classes.headline} aria-live="polite">
                      {data.headline}
                    </p>
                  )}
                </Loaded>
              )}
            </Panel>
          </div>
        ))}
      </SimpleGrid>
      <Panel
        title={t.differences(differing.length)}
        aside={
          <Switch
            size="xs"
            label={t.only}
            checked={onlyDifferences}
            onChange={(event) => setOnly(event.currentTarget.checked)}
          />
        }
        flush
      >
        {visible.length === 0 ? (
          <EmptyState title={t.same} />
        ) : (
          <Table.ScrollContainer minWidth={420}>
            <Table aria-label={t.comparing}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t.ci}</Table.Th>
                  <Table.Th w={140}>{t.scenarioA}</Table.Th>
                  <Table.Th w={140}>{t.scenarioB}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {visible.slice(0, 500).map((row) => (
                  <Table.Tr key={row.key}>
                    <Table.Td fw={row.service ? 650 : 450}>
                      <CiLink id={row.key}>{row.name}</CiLink>
                    </Table.Td>
                    <Table.Td>
                      <StateMark state={row.a} />
                    </Table.Td>
                    <Table.Td>
                      <StateMark state={row.b} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Panel>
    </>
  );
}

function useSide(search: ExplorerSearch, side: Side, asOf: string | undefined) {
  const parts = useMemo(() => partsOf(search, side), [search, side]);
  const scenario = useMemo(() => scenarioOf(parts, asOf), [parts, asOf]);
  return { parts, answer: useQuery(impactQuery(scenario)) };
}
