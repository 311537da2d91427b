// What threatens an agreement: open work that will be late, and services that are one failure away from DOWN.
import { Button, Table, Text } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type AgreementStructure, agreements, type BreachForecast } from "../api/declared";
import { KeyLink } from "../records/KeyLink";
import { PriorityMark } from "../records/PriorityMark";
import { AwayOf } from "../services/AwayBadge";
import { text } from "../text";
import { duration, local, percent, sentence } from "../ui/format";
import { ServiceLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { Loaded } from "../ui/states";
import { TwoLines } from "../ui/TwoLines";
import { useWide } from "../ui/useWide";
import classes from "./Agreements.module.css";

const t = text.agreements.threats;
const MOST_RECORDS = 20;
const MOST_SERVICES = 8;

const forecastQuery = (name: string) =>
  queryOptions({
    queryKey: ["graph", "forecast", name],
    queryFn: () => agreements.forecast(name, MOST_RECORDS),
    retry: false,
  });

const structureQuery = (name: string) =>
  queryOptions({
    queryKey: ["graph", "structure", name],
    queryFn: () => agreements.structure(name),
    retry: false,
  });

export function ThreatPanel({ agreement }: { agreement: string }) {
  const work = useQuery(forecastQuery(agreement));
  const structure = useQuery(structureQuery(agreement));
  return (
    <Panel title={t.title}>
      <h3 className={classes.part}>{t.structure}</h3>
      <Loaded answer={structure} rows={3}>
        {(found) => <Structure found={found} />}
      </Loaded>
      <h3 className={classes.part}>{t.work}</h3>
      <Loaded answer={work} rows={4}>
        {(page) => <Work items={page.items} all={page.total ?? page.items.length} />}
      </Loaded>
    </Panel>
  );
}

/** How many failures it is away from being broken, and the services that are as near as that. */
function Structure({ found }: { found: AgreementStructure }) {
  const [all, setAll] = useState(false);
  const near = found.items.filter((each) => each.failures_away === 0 || each.failures_away === 1);
  return (
    <>
      <Text size="sm">{sentence(found.sentence)}</Text>
      <ul className={classes.services}>
        {near.slice(0, all ? near.length : MOST_SERVICES).map((each) => (
          <li key={each.service}>
            <ServiceLink id={each.service}>{each.name}</ServiceLink> <AwayOf service={each.service} />{" "}
            <Text span size="xs" c="dimmed">
              {each.failures_away === 1 && t.alone(each.single_points.length + each.hidden)}
            </Text>
          </li>
        ))}
      </ul>
      {near.length > MOST_SERVICES && !all && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {t.show(near.length)}
        </Button>
      )}
    </>
  );
}

function Work({ items, all }: { items: BreachForecast[]; all: number }) {
  const wide = useWide();
  if (items.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t.noWork}
      </Text>
    );
  return (
    <>
      {wide ? (
        <Table aria-label={t.work}>
          <Table.Thead>
            <Table.Tr>
              {t.heads.map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((each) => (
              <Row key={each.key} each={each} />
            ))}
          </Table.Tbody>
        </Table>
      ) : (
        <TwoLines
          label={t.work}
          rows={items.map((each) => ({
            key: each.key,
            title: (
              <>
                <PriorityMark priority={each.priority} /> <KeyLink practice={each.practice} id={each.key} />
              </>
            ),
            line: [leftOf(each), dueWords(each), each.team, likelyWords(each)],
          }))}
        />
      )}
      {all > items.length && (
        <Text size="xs" c="dimmed">
          {t.more(all - items.length)}
        </Text>
      )}
    </>
  );
}

const leftOf = (each: BreachForecast) =>
  each.breached ? <StateMark state="down" word={t.breached} /> : duration(each.left_s);

function dueWords(each: BreachForecast): string {
  if (each.due) return local(each.due);
  return each.breached ? "" : t.paused;
}

function likelyWords(each: BreachForecast): string {
  if (each.breached) return "";
  return each.likelihood === null ? t.notEnough(each.of) : t.likely(percent(each.likelihood), each.of);
}

function Row({ each }: { each: BreachForecast }) {
  return (
    <Table.Tr>
      <Table.Td>
        <KeyLink practice={each.practice} id={each.key} />
      </Table.Td>
      <Table.Td>
        <PriorityMark priority={each.priority} />
      </Table.Td>
      <Table.Td>{each.team || "–"}</Table.Td>
      <Table.Td>{leftOf(each)}</Table.Td>
      <Table.Td>{dueWords(each) || "–"}</Table.Td>
      <Table.Td>{likelyWords(each) || "–"}</Table.Td>
    </Table.Tr>
  );
}
