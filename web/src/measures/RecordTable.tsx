// Records behind a figure, each with what it adds.
import { Table, Tooltip } from "@mantine/core";
import type { RecordBehind } from "../api/measures";
import { PriorityMark } from "../records/PriorityMark";
import { text } from "../text";
import { ago, shown } from "../ui/format";
import { Time } from "../ui/Time";
import { useWide } from "../ui/useWide";
import { addedWords } from "./figure";
import classes from "./Measures.module.css";
import { RecordLink } from "./RecordLink";

const t = text.measures;

export function RecordTable({ records, unit }: { records: RecordBehind[]; unit: string }) {
  const wide = useWide();
  const c = t.columns;
  return (
    <Table className={classes.records}>
      <Table.Thead>
        <Table.Tr>
          {wide && <Table.Th w={104}>{c.key}</Table.Th>}
          <Table.Th>{c.title}</Table.Th>
          {wide && <Table.Th w={120}>{c.state}</Table.Th>}
          {wide && <Table.Th w={170}>{c.team}</Table.Th>}
          {wide && <Table.Th w={112}>{c.priority}</Table.Th>}
          {wide && <Table.Th w={110}>{c.opened}</Table.Th>}
          <Table.Th ta="right" w={wide ? 112 : 88}>
            <Tooltip label={t.addsHelp}>
              <span>{unit === "share" ? t.counts : t.adds}</span>
            </Tooltip>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {records.map((record, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a record may stand behind a figure twice
          <Table.Tr key={`${record.key} ${index}`} data-record={record.key}>
            {wide && (
              <Table.Td>
                <span className="mono">{record.key}</span>
              </Table.Td>
            )}
            <Table.Td className={classes.cut}>
              <RecordLink record={record} />
              {!wide && <span className={classes.second}>{secondLine(record)}</span>}
            </Table.Td>
            {wide && <Table.Td>{record.state_label}</Table.Td>}
            {wide && <Table.Td className={classes.cut}>{shown(record.attributes.team)}</Table.Td>}
            {wide && (
              <Table.Td>
                <PriorityMark priority={record.attributes.priority} />
              </Table.Td>
            )}
            {wide && (
              <Table.Td>
                <Time at={record.attributes.opened_at as string | null} />
              </Table.Td>
            )}
            <Table.Td ta="right">{addedWords(record.value, unit, t)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function secondLine({ key, state_label, attributes: { team, opened_at } }: RecordBehind): string {
  return [key, state_label, team, typeof opened_at === "string" ? ago(opened_at) : ""]
    .filter(Boolean)
    .join(" · ");
}
