// Declared documents as a table that scrolls by itself where it is too wide.
import { Table } from "@mantine/core";
import type { ReactNode } from "react";

type Props = { label: string; heads: string[]; rows: { key: string; cells: ReactNode[] }[] };

export function DeclaredTable({ label, heads, rows }: Props) {
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
