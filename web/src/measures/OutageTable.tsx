// Outages behind a figure of services: who tells of each, of what, how long of the period, and what it adds.
import { Table, Tooltip } from "@mantine/core";
import type { RecordBehind } from "../api/measures";
import { useNames } from "../changes/useNames";
import { text } from "../text";
import { ago, duration } from "../ui/format";
import { ServiceLink } from "../ui/links";
import { Time } from "../ui/Time";
import { useWide } from "../ui/useWide";
import { addedWords } from "./figure";
import classes from "./Measures.module.css";
import { RecordLink } from "./RecordLink";

const t = text.measures;

export function OutageTable({ records, unit }: { records: RecordBehind[]; unit: string }) {
  const wide = useWide();
  const nameOf = useNames(
    records.flatMap(({ outage }) => outage?.service ?? []),
    {},
  );
  const c = t.columns;
  return (
    <Table className={classes.records}>
      <Table.Thead>
        <Table.Tr>
          {wide && <Table.Th w={104}>{c.key}</Table.Th>}
          <Table.Th>{c.title}</Table.Th>
          {wide && <Table.Th w={170}>{c.service}</Table.Th>}
          {wide && <Table.Th w={110}>{c.since}</Table.Th>}
          {wide && <Table.Th w={110}>{c.until}</Table.Th>}
          {wide && <Table.Th w={170}>{c.out}</Table.Th>}
          <Table.Th ta="right" w={wide ? 112 : 88}>
            <Tooltip label={t.addsHelp}>
              <span>{t.adds}</span>
            </Tooltip>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {records.map((record) => {
          const { key, outage, value } = record;
          if (!outage) return null;
          const out = t.outOf(duration(Math.round(outage.out_s)), duration(Math.round(outage.of_s)));
          return (
            <Table.Tr key={`${key} ${outage.service} ${outage.since}`} data-record={key}>
              {wide && (
                <Table.Td>
                  <span className="mono">{key}</span>
                </Table.Td>
              )}
              <Table.Td className={classes.cut}>
                <RecordLink record={record} />
                {!wide && (
                  <span className={classes.second}>
                    {[key, nameOf(outage.service), out, ago(outage.since)].join(" · ")}
                  </span>
                )}
              </Table.Td>
              {wide && (
                <Table.Td className={classes.cut}>
                  <ServiceLink id={outage.service}>{nameOf(outage.service)}</ServiceLink>
                </Table.Td>
              )}
              {wide && (
                <Table.Td>
                  <Time at={outage.since} />
                </Table.Td>
              )}
              {wide && <Table.Td>{outage.until ? <Time at={outage.until} /> : t.lasts}</Table.Td>}
              {wide && <Table.Td>{out}</Table.Td>}
              <Table.Td ta="right">
                {value === null ? (
                  <Tooltip label={t.addsNothing}>
                    <span>–</span>
                  </Tooltip>
                ) : (
                  addedWords(value, unit, t)
                )}
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
