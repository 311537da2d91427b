// The map's facts as a table: what is predicted of each CI, what is seen, and the verdict.
import { Button, Table } from "@mantine/core";
import { useState } from "react";
import { text } from "../text";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { useClassLabel } from "../ui/useClassLabel";
import { useWide } from "../ui/useWide";
import { VerdictMark } from "./VerdictMark";
import type { Compared } from "./verdict";

const t = text.rootCause;
const AT_FIRST = 25;
const THEN = 200;

export function ComparedTable({ rows }: { rows: Compared[] }) {
  const [most, setMost] = useState(AT_FIRST);
  const label = useClassLabel();
  const wide = useWide();
  return (
    <Panel title={t.table} flush>
      <Table.ScrollContainer minWidth={320}>
        <Table aria-label={t.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t.columns.ci}</Table.Th>
              <Table.Th w={wide ? 120 : 108}>
                {t.columns.predicted}
                {!wide && `, ${t.columns.seen.toLowerCase()}`}
              </Table.Th>
              {wide && <Table.Th w={120}>{t.columns.seen}</Table.Th>}
              <Table.Th w={wide ? 130 : 112}>{t.columns.verdict}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, most).map((row) => (
              <Table.Tr key={row.key}>
                <Table.Td fw={row.seen ? 600 : 450}>
                  <CiLink id={row.key}>{row.name}</CiLink>{" "}
                  {row.class && (
                    <span style={{ fontSize: "0.75rem", color: "var(--ink-2)", fontWeight: 400 }}>
                      {label(row.class)}
                    </span>
                  )}
                </Table.Td>
                <Table.Td>
                  <StateMark state={row.predicted} />
                  {!wide && (
                    <div>
                      <Seen row={row} />
                    </div>
                  )}
                </Table.Td>
                {wide && (
                  <Table.Td>
                    <Seen row={row} />
                  </Table.Td>
                )}
                <Table.Td>
                  <VerdictMark verdict={row.verdict} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.length > most && (
        <Button variant="subtle" size="compact-xs" m={6} onClick={() => setMost(most + THEN)}>
          {t.more(Math.min(THEN, rows.length - most))}
        </Button>
      )}
    </Panel>
  );
}

function Seen({ row }: { row: Compared }) {
  if (row.seen === null) return t.nobody;
  return <StateMark state={row.seen === "down" ? "down" : "ok"} />;
}
