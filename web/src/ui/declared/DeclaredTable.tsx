// Declared documents as a table; on a phone as two lines a row where these are said, otherwise it scrolls by itself.
import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { TwoLines } from "../TwoLines";
import { useWide } from "../useWide";

type Row = { key: string; cells: ReactNode[] };
type Props = {
  label: string;
  heads: string[];
  rows: Row[];
  /** A row of which nothing is left out: its first line, and what stands beneath. */
  phone?: (row: Row) => { title: ReactNode; line: ReactNode[] };
};

export function DeclaredTable({ label, heads, rows, phone }: Props) {
  const wide = useWide();
  if (!wide && phone)
    return <TwoLines label={label} rows={rows.map((row) => ({ key: row.key, ...phone(row) }))} />;
  return (
    <Table.ScrollContainer minWidth={640} tabIndex={0} role="group" aria-label={label}>
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head}>{head}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, cells }) => (
            <Table.Tr key={key}>
              {cells.map((cell, index) => (
                <Table.Td key={heads[index]}>{cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
