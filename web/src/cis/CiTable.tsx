// CIs as rows; only those in view are drawn. j and k walk, Enter opens.
import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { createColumnHelper, flexRender, getCoreRowModel, useReactTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { Ci } from "../api/shapes";
import { text } from "../text";
import type { Cursor } from "../ui/cursor";
import { shown, words } from "../ui/format";
import { CiLink } from "../ui/links";
import { Time } from "../ui/Time";
import { useShownRow } from "../ui/useShownRow";
import classes from "./CiList.module.css";
import { type Column, sortingOf, valueIn } from "./columns";

const t = text.cis.list;
const ROW = 31;
const helper = createColumnHelper<Ci>();

type Props = {
  rows: Ci[];
  columns: Column[];
  sort: string | undefined;
  stale: boolean;
  more: boolean;
  loadMore: () => void;
  sortBy: (field: string) => void;
  cursor: Cursor;
  open: (index: number) => void;
};

export function CiTable({ rows, columns, sort, stale, more, loadMore, sortBy, cursor, open }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const defs = useMemo(() => columns.map((column) => columnDef(column)), [columns]);
  const table = useReactTable({
    data: rows,
    columns: defs,
    getCoreRowModel: getCoreRowModel(),
    getRowId: (ci) => ci.key,
  });
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 14,
  });
  useShownRow(cursor, (index) => virtual.scrollToIndex(index));
  const sorting = sortingOf(sort);
  const items = virtual.getVirtualItems();
  const first = items[0]?.start ?? 0;
  const last = items.at(-1);
  const atEnd = (last?.index ?? 0) >= rows.length - 20;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer list may need its next page at once
  useEffect(() => {
    if (more && atEnd) loadMore();
  }, [more, atEnd, rows.length]);

  const model = table.getRowModel().rows;
  return (
    <section
      ref={box}
      className={classes.scroller}
      style={{ opacity: stale ? 0.6 : 1 }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t.tableLabel}
    >
      <table
        className={classes.table}
        aria-rowcount={more ? -1 : rows.length + 1}
        style={{ minWidth: table.getTotalSize() }}
      >
        <thead>
          <tr>
            {table.getFlatHeaders().map((header) => {
              const on = sorting.field === header.id;
              return (
                <th
                  key={header.id}
                  style={{ width: header.getSize() }}
                  aria-sort={on ? (sorting.descending ? "descending" : "ascending") : undefined}
                >
                  <UnstyledButton
                    className={classes.sort}
                    data-active={on}
                    onClick={() => sortBy(header.id)}
                    title={t.sortBy(String(header.column.columnDef.header))}
                  >
                    {flexRender(header.column.columnDef.header, header.getContext())}
                    {on &&
                      (sorting.descending ? (
                        <IconArrowDown size={13} aria-hidden />
                      ) : (
                        <IconArrowUp size={13} aria-hidden />
                      ))}
                  </UnstyledButton>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {first > 0 && (
            <tr aria-hidden>
              <td colSpan={columns.length} style={{ height: first, padding: 0, border: 0 }} />
            </tr>
          )}
          {items.map((item) => {
            const row = model[item.index];
            if (!row) return null;
            return (
              <tr
                key={row.id}
                data-row={item.index}
                aria-rowindex={item.index + 2}
                tabIndex={item.index === (cursor.index ?? 0) ? 0 : -1}
                onFocus={(event) => event.target === event.currentTarget && cursor.take(item.index)}
                onDoubleClick={() => open(item.index)}
              >
                {row.getVisibleCells().map((cell) => (
                  <td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</td>
                ))}
              </tr>
            );
          })}
          {last && (
            <tr aria-hidden>
              <td
                colSpan={columns.length}
                style={{ height: virtual.getTotalSize() - last.end, padding: 0, border: 0 }}
              />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

function columnDef(column: Column) {
  return helper.accessor((ci) => valueIn(ci, column.id), {
    id: column.id,
    header: column.label,
    size: column.width,
    cell: ({ row, getValue }) => {
      const value = getValue();
      if (column.id === "name")
        return <CiLink id={row.original.key}>{row.original.name || row.original.key}</CiLink>;
      if (column.id === "key") return <span className="mono">{row.original.key}</span>;
      if (column.id === "lifecycle") return words(String(value ?? "–"));
      if (column.id === "changed_at" || column.id === "last_seen")
        return <Time at={value as string | null} />;
      return shown(value, column.attribute);
    },
  });
}
