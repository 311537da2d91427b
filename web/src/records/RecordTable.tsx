// Records as rows; only those in view are drawn. j and k walk, Enter opens.
import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import type { Noun } from "../api/records";
import type { Practice, RecordRow } from "../api/shapes";
import listClasses from "../cis/CiList.module.css";
import { sortedBy, sortingOf } from "../cis/columns";
import { text } from "../text";
import type { Cursor } from "../ui/cursor";
import { ago, shown, words } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { Time } from "../ui/Time";
import { useShownRow } from "../ui/useShownRow";
import { useWide } from "../ui/useWide";
import { PriorityMark } from "./PriorityMark";
import { attributeOf, type Column, columnsOf, leastWidth } from "./practice";
import classes from "./Records.module.css";

const t = text.records;
const ROW = { wide: 36, phone: 58 };
const ON_PHONE = new Set(["priority", "title"]);

type Props = {
  noun: Noun;
  practice: Practice;
  rows: RecordRow[];
  sort: string;
  stale: boolean;
  more: boolean;
  loadMore: () => void;
  sortBy: (sort: string) => void;
  cursor: Cursor;
  open: (index: number) => void;
};

export function RecordTable({
  noun,
  practice,
  rows,
  sort,
  stale,
  more,
  loadMore,
  sortBy,
  cursor,
  open,
}: Props) {
  const box = useRef<HTMLDivElement>(null);
  const wide = useWide();
  const columns = columnsOf(practice).filter((column) => wide || ON_PHONE.has(column.id));
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => (wide ? ROW.wide : ROW.phone),
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

  return (
    <section
      ref={box}
      className={listClasses.scroller}
      style={{ opacity: stale ? 0.6 : 1 }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={practice.plural}
    >
      <table
        className={listClasses.table}
        aria-rowcount={more ? -1 : rows.length + 1}
        style={{ minWidth: wide ? leastWidth(columns) : undefined }}
      >
        <thead>
          <tr>
            {columns.map((column) => {
              const label = headOf(practice, column);
              const on = sorting.field === column.sort;
              return (
                <th
                  key={column.id}
                  style={{ width: widthOf(column, wide) }}
                  aria-sort={on ? (sorting.descending ? "descending" : "ascending") : undefined}
                >
                  <UnstyledButton
                    className={listClasses.sort}
                    data-active={on}
                    onClick={() => sortBy(sortedBy(sort, column.sort))}
                    title={t.list.sortBy(label)}
                  >
                    {!wide && column.id === "priority" ? <Short label={label} /> : label}
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
            const record = rows[item.index];
            if (!record) return null;
            return (
              <tr
                key={record.key}
                className={wide ? classes.row : classes.twoLines}
                data-row={item.index}
                aria-rowindex={item.index + 2}
                tabIndex={item.index === (cursor.index ?? 0) ? 0 : -1}
                onFocus={(event) => event.target === event.currentTarget && cursor.take(item.index)}
                onDoubleClick={() => open(item.index)}
              >
                {columns.map((column) => (
                  <td key={column.id}>{cellOf(record, column.id, noun, practice, wide)}</td>
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

function widthOf(column: Column, wide: boolean): number | undefined {
  if (column.width === 0) return undefined;
  return !wide && column.id === "priority" ? 62 : column.width;
}

function Short({ label }: { label: string }) {
  return (
    <>
      <span aria-hidden>{label.slice(0, 4)}.</span>
      <span className="visually-hidden">{label}</span>
    </>
  );
}

function headOf(practice: Practice, column: Column): string {
  return t.columns[column.id] ?? attributeOf(practice, column.id)?.label ?? words(column.id);
}

function cellOf(record: RecordRow, column: string, noun: Noun, practice: Practice, wide: boolean): ReactNode {
  const value = record.attributes[column];
  switch (column) {
    case "title":
      return (
        <>
          <AnchorLink to="/$noun/$key" params={{ noun, key: record.key }} search={{}} preload="intent">
            {record.title}
          </AnchorLink>
          {!wide && <span className={classes.second}>{secondLine(record)}</span>}
        </>
      );
    case "priority":
      return <PriorityMark priority={value} brief={!wide} />;
    case "state":
      return record.state_label;
    case "key":
      return <span className="mono">{record.key}</span>;
    case "opened_at":
      return <Time at={value as string | null} />;
    default:
      return attributeOf(practice, column)?.values.length ? words(shown(value)) : shown(value);
  }
}

function secondLine(record: RecordRow): string {
  const { team, opened_at } = record.attributes;
  return [record.key, record.state_label, team, typeof opened_at === "string" ? ago(opened_at) : ""]
    .filter(Boolean)
    .join(" · ");
}
