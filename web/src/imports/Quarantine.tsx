// Rejected rows as an editable grid; what is corrected is sent as an import of its own.
import { Button, Group, Table, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import * as api from "../api/calls";
import type { Import, ImportRow } from "../api/shapes";
import { text } from "../text";
import { shown } from "../ui/format";
import { Panel } from "../ui/Panel";
import { ErrorState, Loaded } from "../ui/states";
import classes from "./Imports.module.css";
import { correctedRows, headingsOf } from "./quarantine";
import { rowsQuery } from "./queries";
import { rejectedCount } from "./report";

const t = text.imports.quarantine;
type Changes = Record<string, Record<string, string>>;

export function Quarantine({ run }: { run: Import }) {
  const navigate = useNavigate();
  const rows = useInfiniteQuery(rowsQuery(run.id, "rejected", `${run.state} ${run.job ?? ""}`));
  const [changes, setChanges] = useState<Changes>({});
  const items = rows.data?.pages.flatMap((page) => page.items) ?? [];
  const corrected = correctedRows(items, changes);
  const send = useMutation({
    mutationFn: () => api.imports.correct(run.id, corrected),
    onSuccess: (next) => navigate({ to: "/imports/$id", params: { id: next.id }, search: {} }),
  });
  const set = (row: ImportRow, heading: string, value: string) =>
    setChanges((now) => ({ ...now, [row.row]: { ...now[row.row], [heading]: value } }));
  const headings = headingsOf(items);
  const count = run.report ? rejectedCount(run.report) : items.length;
  return (
    <Panel title={t.title(count)} flush>
      <Text size="xs" c="dimmed" px="md" pb={4}>
        {t.about}
      </Text>
      <Loaded answer={rows} rows={3}>
        {() =>
          headings.length === 0 ? (
            <Text px="md" pb="sm">
              {t.noRaw}
            </Text>
          ) : (
            <>
              <Table.ScrollContainer minWidth={Math.max(640, 140 * headings.length + 260)}>
                <Table aria-label={t.caption} verticalSpacing={3}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th w={260}>{t.reason}</Table.Th>
                      {headings.map((heading) => (
                        <Table.Th key={heading}>{heading}</Table.Th>
                      ))}
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {items.map((row) => (
                      <Table.Tr key={row.row}>
                        <Table.Td fz="xs">
                          <span className="mono">{row.where}</span>{" "}
                          <Text span size="xs" c="var(--state-down)">
                            {row.value != null && `${shown(row.value)} `}
                            {row.reason}
                          </Text>
                        </Table.Td>
                        {headings.map((heading) => (
                          <Table.Td key={heading}>
                            <input
                              className={classes.cell}
                              aria-label={t.cell(String(row.row), heading)}
                              value={changes[row.row]?.[heading] ?? asCell(row.raw?.[heading])}
                              data-changed={changes[row.row]?.[heading] !== undefined}
                              data-fault={
                                row.value != null && asCell(row.raw?.[heading]) === asCell(row.value)
                              }
                              onChange={(event) => set(row, heading, event.currentTarget.value)}
                            />
                          </Table.Td>
                        ))}
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
              {send.error != null && <ErrorState error={send.error} wrote />}
              <Group px="md" py="sm">
                <Button
                  disabled={corrected.length === 0}
                  loading={send.isPending}
                  onClick={() => send.mutate()}
                >
                  {t.send(corrected.length)}
                </Button>
                {rows.hasNextPage && (
                  <Button variant="subtle" onClick={() => rows.fetchNextPage()}>
                    {text.imports.rows.more}
                  </Button>
                )}
              </Group>
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function asCell(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}
