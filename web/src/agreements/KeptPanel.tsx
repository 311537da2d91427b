// What of an agreement was kept over a period: response and resolution by priority, availability by service, ratings.
import { SegmentedControl, Table, Text } from "@mantine/core";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Attainment, agreements } from "../api/declared";
import { useNames } from "../changes/useNames";
import { PriorityMark } from "../records/PriorityMark";
import { availabilityFigure, budgetWords } from "../services/level-words";
import { text } from "../text";
import { duration, number, percent } from "../ui/format";
import { ServiceLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { Loaded } from "../ui/states";

const t = text.agreements.kept;
const PERIODS = ["30d", "90d", "365d"] as const;

const keptQuery = (name: string, period: string) =>
  queryOptions({
    queryKey: ["graph", "attainment", name, period],
    queryFn: () => agreements.attainment(name, period),
    placeholderData: keepPreviousData,
    retry: false,
  });

export function KeptPanel({ agreement }: { agreement: string }) {
  const [period, setPeriod] = useState<string>("30d");
  const kept = useQuery(keptQuery(agreement, period));
  return (
    <Panel
      title={t.title}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t.period}
          value={period}
          onChange={setPeriod}
          data={PERIODS.map((each) => ({ value: each, label: t.days(each) }))}
        />
      }
    >
      <Loaded answer={kept} rows={6}>
        {(found) => (
          <>
            <Times found={found} />
            <Services rows={found.availability} />
            <Ratings found={found.satisfaction} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Times({ found }: { found: Attainment }) {
  const rows = [
    ...found.response.map((each) => ({ ...each, promise: t.response })),
    ...found.resolution.map((each) => ({ ...each, promise: t.resolution })),
  ];
  if (rows.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t.noTimes}
      </Text>
    );
  return (
    <Table.ScrollContainer minWidth={460}>
      <Table aria-label={t.times}>
        <Table.Thead>
          <Table.Tr>
            {t.timeHeads.map((head) => (
              <Table.Th key={head}>{head}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((each) => (
            <Table.Tr key={`${each.promise} ${each.priority}`}>
              <Table.Td>{each.promise}</Table.Td>
              <Table.Td>
                <PriorityMark priority={each.priority} />
              </Table.Td>
              <Table.Td>{duration(each.target_s)}</Table.Td>
              <Table.Td>{number(each.kept, 0)}</Table.Td>
              <Table.Td>{number(each.count, 0)}</Table.Td>
              <Table.Td>{percent(each.share)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Those that were out, the worst first; of the rest how many there are. */
function Services({ rows }: { rows: Attainment["availability"] }) {
  const out = rows.filter((each) => each.value < 1).sort((a, b) => a.value - b.value);
  const nameOf = useNames(
    out.map((each) => each.service),
    {},
  );
  if (rows.length === 0) return null;
  return (
    <>
      {out.length > 0 && (
        <Table.ScrollContainer minWidth={520}>
          <Table aria-label={t.availability} mt="sm">
            <Table.Thead>
              <Table.Tr>
                {t.availabilityHeads.map((head) => (
                  <Table.Th key={head}>{head}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {out.map((each) => (
                <Table.Tr key={each.service}>
                  <Table.Td>
                    <ServiceLink id={each.service}>{nameOf(each.service)}</ServiceLink>
                  </Table.Td>
                  <Table.Td>
                    {availabilityFigure(each.value)}{" "}
                    <StateMark state={each.met ? "ok" : "down"} word={each.met ? t.met : t.missed} />
                  </Table.Td>
                  <Table.Td>{availabilityFigure(each.target)}</Table.Td>
                  <Table.Td>{number(each.failures, 0)}</Table.Td>
                  <Table.Td>{budgetWords(each.budget_s)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Text size="sm" mt="xs">
        {t.allHeld(rows.length - out.length)}
      </Text>
    </>
  );
}

function Ratings({ found }: { found: Attainment["satisfaction"] }) {
  if (!found) return null;
  const target = number(found.target);
  return (
    <Text size="sm" mt="xs">
      {found.value === null ? t.unrated(target) : t.satisfaction(number(found.value, 2), target, found.count)}{" "}
      {found.met !== null && (
        <StateMark state={found.met ? "ok" : "down"} word={found.met ? t.met : t.missed} />
      )}
    </Text>
  );
}
