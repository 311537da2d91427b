// A long list as a table: only rows in view are drawn. j and k walk, Enter opens, a heading sorts.
import { Checkbox, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type ColumnDef, flexRender, getCoreRowModel, useReactTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { text } from "../text";
import type { Chosen } from "./chosen";
import type { Cursor } from "./cursor";
import classes from "./List.module.css";
import { sortedBy, sortingOf } from "./sorting";
import { useShownRow } from "./useShownRow";

export type ListColumn<Row> = {
  /** The field that its heading sorts by. */
  id: string;
  /** It tells what the list cannot be sorted by. */
  unsorted?: boolean;
  label: string;
  /** What stands in the heading where the label is too long. */
  head?: ReactNode;
  /** In pixels; without one it takes what the others leave. */
  width?: number | undefined;
  cell: (row: Row) => ReactNode;
};

/** What a list that is fetched page after page hands to its table. */
export type ListState = {
  sort: string | undefined;
  sortBy: (sort: string) => void;
  stale: boolean;
  more: boolean;
  loadMore: () => void;
  cursor: Cursor;
  open: (index: number) => void;
};

type Props<Row> = ListState & {
  /** Rows that can be chosen, for something to be done with them. */
  chosen?: Chosen | undefined;
  label: string;
  rows: Row[];
  keyOf: (row: Row) => string;
  columns: ListColumn<Row>[];
  rowHeight: number;
  rowClass?: string | undefined;
  minWidth?: number | undefined;
};

export function ListTable<Row>({
  label,
  rows,
  keyOf,
  columns,
  rowHeight,
  rowClass,
  minWidth,
  chosen,
  ...list
}: Props<Row>) {
  const { sort, sortBy, stale, more, loadMore, cursor, open } = list;
  const box = useRef<HTMLDivElement>(null);
  const defs = useMemo(() => columns.map((column) => definition(column)), [columns]);
  const table = useReactTable({
    data: rows,
    columns: defs,
    getCoreRowModel: getCoreRowModel(),
    getRowId: keyOf,
  });
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
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

  const width = columns.length + (chosen ? 1 : 0);
  const model = table.getRowModel().rows;
  return (
    <section
      ref={box}
      className={classes.scroller}
      style={{ opacity: stale ? 0.6 : 1 }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={label}
    >
      <table className={classes.table} aria-rowcount={more ? -1 : rows.length + 1} style={{ minWidth }}>
        <thead>
          <tr>
            {chosen && (
              <th style={{ width: 36 }}>
                <Checkbox
                  size="xs"
                  className={classes.choice}
                  aria-label={text.ui.list.chooseAll(chosen.of)}
                  checked={chosen.keys.size === chosen.of}
                  indeterminate={chosen.keys.size > 0 && chosen.keys.size < chosen.of}
                  onChange={chosen.toggleAll}
                />
              </th>
            )}
            {columns.map((column) => {
              const on = sorting.field === column.id;
              if (column.unsorted)
                return (
                  <th key={column.id} style={{ width: column.width }}>
                    <span className={classes.sort}>{column.head ?? column.label}</span>
                  </th>
                );
              return (
                <th
                  key={column.id}
                  style={{ width: column.width }}
                  aria-sort={on ? (sorting.descending ? "descending" : "ascending") : undefined}
                >
                  <UnstyledButton
                    className={classes.sort}
                    data-active={on}
                    onClick={() => sortBy(sortedBy(sort, column.id))}
                    title={text.ui.list.sortBy(column.label)}
                  >
                    {column.head ?? column.label}
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
          {first > 0 && <Gap columns={width} height={first} />}
          {items.map((item) => {
            const row = model[item.index];
            if (!row) return null;
            return (
              <tr
                key={row.id}
                className={rowClass}
                data-chosen={chosen?.keys.has(row.id) || undefined}
                data-row={item.index}
                aria-rowindex={item.index + 2}
                tabIndex={item.index === (cursor.index ?? 0) ? 0 : -1}
                onFocus={(event) => event.target === event.currentTarget && cursor.take(item.index)}
                onDoubleClick={() => open(item.index)}
              >
                {chosen && (
                  <td>
                    <Checkbox
                      size="xs"
                      className={classes.choice}
                      aria-label={text.ui.list.choose(row.id)}
                      checked={chosen.keys.has(row.id)}
                      onChange={({ nativeEvent }) =>
                        chosen.toggle(row.id, (nativeEvent as unknown as MouseEvent).shiftKey)
                      }
                    />
                  </td>
                )}
                {row.getVisibleCells().map((cell) => (
                  <td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</td>
                ))}
              </tr>
            );
          })}
          {last && <Gap columns={width} height={virtual.getTotalSize() - last.end} />}
        </tbody>
      </table>
    </section>
  );
}

/** Keeps the place of the rows that are not drawn. */
function Gap({ columns, height }: { columns: number; height: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

function definition<Row>(column: ListColumn<Row>): ColumnDef<Row> {
  return { id: column.id, cell: ({ row }) => column.cell(row.original) };
}
