// Declared documents as a table; on a phone as lines one beneath the other, so that nothing is scrolled sideways.
import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { TwoLines } from "../TwoLines";
import { useWide } from "../useWide";

type Row = { key: string; cells: ReactNode[] };
type Lines = { title: ReactNode; line: ReactNode[] };
type Props = {
  label: string;
  heads: string[];
  rows: Row[];
  /** How a phone shows a row, of which nothing is left out; unsaid: its first cell, beneath it each other by its head. */
  phone?: (row: Row) => Lines;
};

export function DeclaredTable({ label, heads, rows, phone }: Props) {
  const wide = useWide();
  if (!wide) {
    const lines = phone ?? ((row: Row) => byHeads(heads, row));
    return <TwoLines label={label} rows={rows.map((row) => ({ key: row.key, ...lines(row) }))} />;
  }
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

function byHeads([, ...heads]: string[], { cells: [title, ...rest] }: Row): Lines {
  const line = rest.map((cell, index) => (
    <span key={heads[index]}>
      {heads[index]}: {cell}
    </span>
  ));
  return { title, line };
}
