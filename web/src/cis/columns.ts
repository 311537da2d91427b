// Which columns a list of CIs may show, and what stands in each.
import type { Attribute, Ci, CiClass, Value } from "../api/shapes";
import { text } from "../text";
import { words } from "../ui/format";
import { listOf } from "../ui/search-params";

export type Column = { id: string; label: string; attribute?: Attribute; width: number };

const FIXED = ["name", "class", "key", "lifecycle", "changed_at", "last_seen", "revision"];
export const AT_FIRST = [
  "name",
  "class",
  "lifecycle",
  "environment",
  "criticality",
  "owner",
  "location",
  "changed_at",
];
const WIDTHS: Record<string, number> = {
  name: 230,
  class: 150,
  criticality: 96,
  changed_at: 110,
  last_seen: 110,
  revision: 90,
};

/** Fixed columns first, then every attribute that some class declares, each once. */
export function allColumns(classes: CiClass[]): Column[] {
  const attributes = new Map<string, Attribute>();
  for (const each of classes) {
    for (const attribute of each.attributes)
      if (!attributes.has(attribute.name)) attributes.set(attribute.name, attribute);
  }
  return [
    ...FIXED.map((id) => ({ id, label: text.cis.columns[id] ?? words(id), width: WIDTHS[id] ?? 130 })),
    ...[...attributes.values()]
      .sort((a, b) => a.label.localeCompare(b.label))
      .map((attribute) => ({
        id: attribute.name,
        label: attribute.label,
        attribute,
        width: WIDTHS[attribute.name] ?? 140,
      })),
  ];
}

export function chosenColumns(columns: Column[], chosen: string | undefined): Column[] {
  const ids = chosen ? listOf(chosen) : AT_FIRST;
  const found = ids.flatMap((id) => columns.find((column) => column.id === id) ?? []);
  return found.length ? found : columns.slice(0, 1);
}

export function valueIn(ci: Ci, column: string): Value | undefined {
  switch (column) {
    case "key":
      return ci.key;
    case "name":
      return ci.name;
    case "class":
      return ci.class_label ?? words(ci.class);
    case "lifecycle":
      return ci.lifecycle;
    case "revision":
      return ci.revision;
    case "changed_at":
      return ci.changed_at;
    case "last_seen":
      return ci.last_seen ?? null;
    default:
      return ci.attributes[column];
  }
}
