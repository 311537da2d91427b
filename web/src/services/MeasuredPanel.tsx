// How a service held: measured availability beside what is promised and what the engine expects, its error budget, its outages.
import { SegmentedControl, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ServiceLevelDetail } from "../api/levels";
import type { Availability } from "../api/shapes";
import { KeyLink } from "../records/KeyLink";
import { text } from "../text";
import { duration, local } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { Loaded } from "../ui/states";
import { availabilityFigure, budgetWords, spentShare } from "./level-words";
import { levelQuery } from "./levels";
import { availabilityWords } from "./reliability";
import classes from "./Service.module.css";

const t = text.services.level;
const PERIODS = ["30d", "90d", "365d"] as const;
const MOST_OUTAGES = 8;

type Props = { service: string; expected: Availability | undefined };

export function MeasuredPanel({ service, expected }: Props) {
  const [period, setPeriod] = useState<string>("90d");
  const level = useQuery(levelQuery(service, period));
  return (
    <Panel
      title={t.measured}
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
      <Loaded answer={level} rows={5}>
        {(found) => <Held found={found} expected={expected} />}
      </Loaded>
    </Panel>
  );
}

function Held({ found, expected }: { found: ServiceLevelDetail; expected: Availability | undefined }) {
  if (found.availability === null) return <Text size="sm">{t.unmeasured}</Text>;
  return (
    <>
      <p className={classes.big} data-testid="measured-availability">
        {availabilityFigure(found.availability)}
      </p>
      <Text size="sm">
        <Target found={found} />
      </Text>
      {found.budget_s && (
        <>
          <div className={classes.budget} aria-hidden>
            <div
              data-over={found.budget_s.left_s < 0 || undefined}
              style={{ width: `${spentShare(found.budget_s) * 100}%` }}
            />
          </div>
          <Text size="sm">
            {t.budget}: {budgetWords(found.budget_s)}
          </Text>
        </>
      )}
      <dl className={classes.held}>
        <Fact label={t.expected} value={expected ? availabilityWords(expected.unavailability) : "…"} />
        <Fact label={t.failures} value={String(found.failures ?? 0)} />
        <Fact label={t.mtbf} value={found.mtbf_s === null ? t.noFailure : duration(found.mtbf_s)} />
        <Fact label={t.mttr} value={found.mttr_s === null ? t.noFailure : duration(found.mttr_s)} />
      </dl>
      {found.outages.length > 0 && <Outages outages={found.outages} />}
    </>
  );
}

function Target({ found }: { found: ServiceLevelDetail }) {
  if (found.target === null || found.agreement === null) return <>{t.noTarget}</>;
  const met = found.met ?? false;
  return (
    <>
      <StateMark state={met ? "ok" : "down"} word={met ? t.met : t.missed} />{" "}
      {t.promised(availabilityFigure(found.target))}{" "}
      <AnchorLink to="/agreements/$name" params={{ name: found.agreement }} search={{}}>
        {found.agreement}
      </AnchorLink>
    </>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Outages({ outages }: { outages: ServiceLevelDetail["outages"] }) {
  const [all, setAll] = useState(false);
  const shown = all ? outages : outages.slice(0, MOST_OUTAGES);
  return (
    <>
      <Table aria-label={t.outages} mt="xs">
        <Table.Thead>
          <Table.Tr>
            {t.outageHeads.map((head) => (
              <Table.Th key={head}>{head}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((each) => (
            <Table.Tr key={each.since}>
              <Table.Td>{local(each.since)}</Table.Td>
              <Table.Td>
                {each.until === null
                  ? t.lasts
                  : duration((Date.parse(each.until) - Date.parse(each.since)) / 1000)}
              </Table.Td>
              <Table.Td>
                {each.records.map((record, index) => (
                  <span key={record.key}>
                    {index > 0 && ", "}
                    <KeyLink practice={record.practice} id={record.key} />
                  </span>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {outages.length > shown.length && (
        <button type="button" className={classes.more} onClick={() => setAll(true)}>
          {t.more(outages.length - shown.length)}
        </button>
      )}
    </>
  );
}
