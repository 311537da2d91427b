// A measure by the groups of a dimension, the worst first; each leads to its own figure and records.
import { Group, Table, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { type Asked, DIMENSIONS, type Dimension, type Figure, type Measure } from "../api/measures";
import { text } from "../text";
import { AnchorLink, ButtonLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { ExportButton } from "./ExportButton";
import { groupsCsv } from "./export";
import { reasonWords, valueWords, worstFirst } from "./figure";
import classes from "./Measures.module.css";
import { TargetMark } from "./TargetMark";

const t = text.measures;

type Props = {
  measure: Measure;
  answer: UseQueryResult<Figure[]>;
  asked: Asked;
  nameOf: (group: string) => string;
};

export function GroupsPanel({ measure, answer, asked, nameOf }: Props) {
  const { by } = asked;
  if (!by)
    return (
      <Panel title={t.apart}>
        <Text size="sm" c="dimmed">
          {t.chooseDimension}
        </Text>
        <Group gap="xs" mt="xs">
          {DIMENSIONS.map((each) => (
            <ButtonLink
              key={each}
              to="/measures/$name"
              params={{ name: measure.measure }}
              search={(now: Asked) => ({ ...now, by: each })}
              resetScroll={false}
              variant="default"
            >
              {t.dimensions[each]}
            </ButtonLink>
          ))}
        </Group>
      </Panel>
    );
  const known = worstFirst(
    (answer.data ?? []).filter(({ group }) => group),
    measure.better,
  );
  return (
    <Panel
      title={t.groups(by)}
      flush
      aside={
        <Group gap="xs">
          {asked.group && (
            <ButtonLink
              to="/measures/$name"
              params={{ name: measure.measure }}
              search={(now: Asked) => ({ ...now, group: undefined })}
              resetScroll={false}
              variant="subtle"
            >
              {t.wholeAgain}
            </ButtonLink>
          )}
          <ExportButton
            file={`${measure.measure}-by-${by}.csv`}
            of={t.groups(by)}
            make={async () => groupsCsv(known, nameOf)}
            disabled={known.length === 0}
          />
        </Group>
      }
    >
      <Loaded answer={answer} rows={5}>
        {(figures) =>
          known.length > 0 ? (
            <GroupTable by={by} figures={known} measure={measure} nameOf={nameOf} chosen={asked.group} />
          ) : (
            <Text size="sm" c="dimmed" px="md" pb="sm">
              {figures[0]?.reason ? `${t.noFigure}. ${reasonWords(figures[0].reason)}` : t.notApart(by)}
            </Text>
          )
        }
      </Loaded>
    </Panel>
  );
}

type TableProps = {
  by: Dimension;
  figures: Figure[];
  measure: Measure;
  nameOf: (group: string) => string;
  chosen: string | undefined;
};

function GroupTable({ by, figures, measure, nameOf, chosen }: TableProps) {
  const most = Math.max(0, ...figures.map(({ value }) => value ?? 0));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={t.asTable}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="34%">{t.dimensions[by]}</Table.Th>
            <Table.Th>{t.value}</Table.Th>
            {measure.target !== null && <Table.Th>{t.targetWord}</Table.Th>}
            <Table.Th ta="right">{t.count}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {figures.map((figure) => (
            <Table.Tr key={figure.group} data-chosen={figure.group === chosen} className={classes.group}>
              <Table.Td>
                <AnchorLink
                  to="/measures/$name"
                  params={{ name: measure.measure }}
                  search={(now: Asked) => ({ ...now, group: figure.group ?? undefined })}
                  resetScroll={false}
                  aria-current={figure.group === chosen ? "true" : undefined}
                >
                  {nameOf(figure.group ?? "")}
                </AnchorLink>
              </Table.Td>
              <Table.Td>
                <span className={classes.bar} aria-hidden="true">
                  <i style={{ width: `${most > 0 ? ((figure.value ?? 0) / most) * 100 : 0}%` }} />
                </span>
                {valueWords(figure.value, figure.unit)}
              </Table.Td>
              {measure.target !== null && (
                <Table.Td>
                  <TargetMark figure={figure} better={measure.better} brief />
                </Table.Td>
              )}
              <Table.Td ta="right">{figure.count}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
