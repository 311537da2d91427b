// CIs as rows: the columns that somebody chose.
import { useMemo } from "react";
import type { Ci } from "../api/shapes";
import { text } from "../text";
import { shown, words } from "../ui/format";
import { type ListColumn, type ListState, ListTable } from "../ui/ListTable";
import { CiLink } from "../ui/links";
import { Time } from "../ui/Time";
import { type Column, valueIn } from "./columns";

const ROW = 31;

type Props = ListState & { rows: Ci[]; columns: Column[] };

export function CiTable({ columns, ...list }: Props) {
  const shownColumns = useMemo(() => columns.map(listColumn), [columns]);
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  return (
    <ListTable
      {...list}
      label={text.cis.list.tableLabel}
      keyOf={(ci) => ci.key}
      columns={shownColumns}
      rowHeight={ROW}
      minWidth={width}
    />
  );
}

function listColumn(column: Column): ListColumn<Ci> {
  const { id, label, width } = column;
  return { id, label, width, cell: (ci) => cellOf(ci, column) };
}

function cellOf(ci: Ci, column: Column) {
  const value = valueIn(ci, column.id);
  switch (column.id) {
    case "name":
      return <CiLink id={ci.key}>{ci.name || ci.key}</CiLink>;
    case "key":
      return <span className="mono">{ci.key}</span>;
    case "lifecycle":
      return words(String(value ?? "–"));
    case "changed_at":
    case "last_seen":
      return <Time at={value as string | null} />;
    default:
      return shown(value, column.attribute);
  }
}
