// Each row and what is decided on it, with why.
import { Badge, Button, Collapse, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import type { Import, ImportRow } from "../api/shapes";
import { Attempts } from "../cis/Attempts";
import { text } from "../text";
import { Edits } from "../ui/Edits";
import { fieldWords, shown } from "../ui/format";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { EmptyState, Loaded } from "../ui/states";
import { useClassLabel } from "../ui/useClassLabel";
import { rowsQuery } from "./queries";

const route = getRouteApi("/imports/$id");
const t = text.imports.rows;
const COLOURS: Record<string, string> = {
  created: "green",
  updated: "accent",
  rejected: "red",
  missing: "orange",
};
const WORDS: Record<string, string> = text.imports.report as never;

export function RowsPanel({ run }: { run: Import }) {
  const { decision } = route.useSearch();
  const rows = useInfiniteQuery(
    rowsQuery(run.id, decision, `${run.state} ${run.report?.run ?? ""} ${run.job ?? ""}`),
  );
  return (
    <Panel
      title={t.title}
      flush
      aside={
        <Text size="xs" c="dimmed">
          {decision ? WORDS[decision] : t.all}
        </Text>
      }
    >
      <Loaded answer={rows} rows={6}>
        {(data) => {
          const items = data.pages.flatMap((page) => page.items);
          if (items.length === 0) return <EmptyState title={t.none} />;
          return (
            <Table.ScrollContainer minWidth={760}>
              <Table aria-label={t.caption}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th w={150}>{t.row}</Table.Th>
                    <Table.Th w={110}>{t.decision}</Table.Th>
                    <Table.Th w={220}>{t.ci}</Table.Th>
                    <Table.Th>{t.edits}</Table.Th>
                    <Table.Th w={70}>
                      <span className="visually-hidden">{t.why}</span>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((row) => (
                    <Row
                      key={`${row.row} ${row.where} ${row.decision}`}
                      row={row}
                      written={run.state === "applied"}
                    />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          );
        }}
      </Loaded>
      {rows.hasNextPage && (
        <Button
          variant="subtle"
          m="xs"
          loading={rows.isFetchingNextPage}
          onClick={() => rows.fetchNextPage()}
        >
          {t.more}
        </Button>
      )}
    </Panel>
  );
}

function Row({ row, written }: { row: ImportRow; written: boolean }) {
  const [open, setOpen] = useState(false);
  const label = useClassLabel();
  const edits = row.edits ?? [];
  const linked = row.key && (written || row.decision !== "created");
  return (
    <Fragment>
      <Table.Tr>
        <Table.Td className="mono">{row.where}</Table.Td>
        <Table.Td>
          <Badge color={COLOURS[row.decision] ?? "gray"}>{WORDS[row.decision] ?? row.decision}</Badge>
        </Table.Td>
        <Table.Td>
          {linked ? <CiLink id={row.key ?? ""}>{row.name || row.key}</CiLink> : (row.name ?? "–")}{" "}
          <Text span size="xs" c="dimmed">
            {row.class && label(row.class)}
          </Text>
        </Table.Td>
        <Table.Td>
          {row.reason ? (
            <>
              <Text span c={row.decision === "rejected" ? "var(--state-down)" : undefined}>
                {row.value != null && <b>{shown(row.value)} </b>}
                {row.reason}
              </Text>
              {row.allowed && (
                <Text span size="xs" c="dimmed">
                  {" "}
                  · {t.allowed(shown(row.allowed))}
                </Text>
              )}
            </>
          ) : (
            <Text span size="sm" c="dimmed">
              {edits
                .slice(0, 4)
                .map((edit) => fieldWords(edit.field))
                .join(", ")}
              {edits.length > 4 && `, ${t.moreEdits(edits.length - 4)}`}
            </Text>
          )}
        </Table.Td>
        <Table.Td>
          <Button variant="subtle" size="compact-xs" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t.hide : t.why}
          </Button>
        </Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr>
          <Table.Td colSpan={5} bg="var(--page)">
            <Collapse expanded transitionDuration={0}>
              {edits.length > 0 && <Edits edits={edits} />}
              <Attempts attempts={row.attempts ?? []} />
            </Collapse>
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}
