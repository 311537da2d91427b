// CIs behind the health of the CMDB: those that are not in order, why, and what each takes from the figure.
import { Table, Tooltip } from "@mantine/core";
import type { RecordBehind } from "../api/measures";
import { text } from "../text";
import { CiLink } from "../ui/links";
import { useWide } from "../ui/useWide";
import { addedWords } from "./figure";
import classes from "./Measures.module.css";

const t = text.measures;

export function UnhealthyTable({ records, unit }: { records: RecordBehind[]; unit: string }) {
  const wide = useWide();
  return (
    <Table className={classes.records}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t.columns.ci}</Table.Th>
          {wide && <Table.Th w={170}>{t.columns.class}</Table.Th>}
          {wide && <Table.Th>{t.columns.fails}</Table.Th>}
          <Table.Th ta="right" w={wide ? 112 : 88}>
            <Tooltip label={t.addsHelp}>
              <span>{t.adds}</span>
            </Tooltip>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {records.map(({ key, title, fails, value, class: cls }) => {
          const why = fails.map((check) => t.fails[check]).join(", ");
          return (
            <Table.Tr key={key} data-record={key}>
              <Table.Td className={classes.cut}>
                <CiLink id={key}>{title}</CiLink>
                {!wide && <span className={classes.second}>{[cls, why].join(" · ")}</span>}
              </Table.Td>
              {wide && <Table.Td className={classes.cut}>{cls}</Table.Td>}
              {wide && <Table.Td>{why}</Table.Td>}
              <Table.Td ta="right">{addedWords(value, unit, t)}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
