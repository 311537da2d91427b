// The rows of a fault tree as it is opened, and where each stands in the picture.
import type { BasicEvent, FaultTree, TreeGate } from "../api/shapes";

export type TreeRow = {
  /** Which input of which: "" for the top, "0.2" for the third input of its first. */
  path: string;
  level: number;
  position: number;
  siblings: number;
  open: boolean;
  openable: boolean;
} & (
  | { kind: "gate" | "again"; gate: TreeGate; id: string }
  | { kind: "event"; event: BasicEvent; id: string }
  | { kind: "beyond"; id: string }
  | { kind: "left_out" | "hidden"; count: number }
);

const FEW = 16;

type Place = { gate: TreeGate; path: string; above: string[] };

/** How many rows stand directly below a gate. */
function width(gate: TreeGate): number {
  return gate.inputs.length + Number(gate.left_out > 0) + Number(gate.hidden > 0);
}

function below({ gate, path, above }: Place, gates: Map<string, TreeGate>): Place[] {
  return gate.inputs.flatMap((input, index) => {
    const next = input.kind === "gate" ? gates.get(input.id) : undefined;
    const line = [...above, gate.id];
    return next && !line.includes(next.id) ? [{ gate: next, path: pathOf(path, index), above: line }] : [];
  });
}

function pathOf(path: string, index: number): string {
  return path ? `${path}.${index}` : String(index);
}

function gatesOf(tree: FaultTree): Map<string, TreeGate> {
  return new Map(tree.gates.map((gate) => [gate.id, gate]));
}

/** Which gates are open to begin with: from the top on, as long as the picture stays small. */
export function openAtFirst(tree: FaultTree, few = FEW): Set<string> {
  const gates = gatesOf(tree);
  const top = gates.get(tree.top);
  const open = new Set<string>();
  const todo: Place[] = top ? [{ gate: top, path: "", above: [] }] : [];
  let rows = 1;
  for (const place of todo) {
    if (open.size > 0 && rows + width(place.gate) > few) break;
    open.add(place.path);
    rows += width(place.gate);
    todo.push(...below(place, gates));
  }
  return open;
}

/** What is in one of two sets only. */
export function differing(some: Set<string>, others: Set<string>): Set<string> {
  return new Set([...some, ...others].filter((each) => some.has(each) !== others.has(each)));
}

/** The rows from the top down, each gate before its inputs; a gate that stands above itself is not opened again. */
export function rowsOf(tree: FaultTree, open: Set<string>): TreeRow[] {
  const gates = gatesOf(tree);
  const events = new Map(tree.events.map((event) => [event.key, event]));
  const rows: TreeRow[] = [];

  function add(gate: TreeGate, path: string, above: string[], position: number, siblings: number) {
    const level = above.length + 1;
    const isOpen = open.has(path) && width(gate) > 0;
    rows.push({
      kind: "gate",
      gate,
      id: gate.id,
      path,
      level,
      position,
      siblings,
      open: isOpen,
      openable: width(gate) > 0,
    });
    if (!isOpen) return;
    const line = [...above, gate.id];
    const leaf = { level: level + 1, siblings: width(gate), open: false, openable: false };
    gate.inputs.forEach((input, index) => {
      const at = { path: pathOf(path, index), position: index + 1 };
      const next = input.kind === "gate" ? gates.get(input.id) : undefined;
      const event = input.kind === "event" ? events.get(input.id) : undefined;
      if (next && line.includes(next.id))
        rows.push({ ...leaf, ...at, kind: "again", gate: next, id: next.id });
      else if (next) add(next, at.path, line, at.position, leaf.siblings);
      else if (event) rows.push({ ...leaf, ...at, kind: "event", event, id: event.key });
      else rows.push({ ...leaf, ...at, kind: "beyond", id: input.id });
    });
    let last = gate.inputs.length;
    for (const kind of ["left_out", "hidden"] as const) {
      if (gate[kind] === 0) continue;
      rows.push({ ...leaf, kind, count: gate[kind], path: pathOf(path, last), position: last + 1 });
      last += 1;
    }
  }

  const top = gates.get(tree.top);
  if (top) add(top, "", [], 1, 1);
  return rows;
}

export function parentOf(path: string): string | undefined {
  if (path === "") return undefined;
  return path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : "";
}

export type Placed = { row: TreeRow; x: number; y: number };
export type Wire = { path: string; d: string };
export type Picture = { placed: Placed[]; wires: Wire[]; width: number; height: number };

export const BOX = 196;
const COLUMN = 272;
const GATE = 34;
const INDENT = 18;
const TALL = 46;
const LOW = 32;

export function heightOf(row: TreeRow): number {
  return row.kind === "gate" || row.kind === "again" ? TALL : LOW;
}

/** From the left to the right: inputs in a column of their own, a gate in the middle of its inputs. */
export function pictureOf(rows: TreeRow[]): Picture {
  const middle = new Map<string, number>();
  const children = new Map<string, TreeRow[]>();
  for (const row of rows) {
    const parent = parentOf(row.path);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), row]);
  }
  let height = 0;
  const settle = (row: TreeRow): number => {
    const under = row.open ? (children.get(row.path) ?? []) : [];
    let y: number;
    if (under.length === 0) {
      y = height + heightOf(row) / 2;
      height += heightOf(row);
    } else {
      const ys = under.map(settle);
      y = ((ys[0] ?? 0) + (ys.at(-1) ?? 0)) / 2;
    }
    middle.set(row.path, y);
    return y;
  };
  if (rows[0]) settle(rows[0]);
  const placed = rows.map((row) => ({
    row,
    x: (row.level - 1) * COLUMN,
    y: middle.get(row.path) ?? 0,
  }));
  const wires = placed.flatMap(({ row, x, y }) => {
    const parent = parentOf(row.path);
    if (parent === undefined) return [];
    const from = x - COLUMN + BOX + GATE;
    return [{ path: row.path, d: `M${from} ${middle.get(parent)} H${x - 20} V${y} H${x}` }];
  });
  const deepest = Math.max(0, ...rows.map((row) => row.level));
  return { placed, wires, width: (deepest - 1) * COLUMN + BOX + GATE + 8, height };
}

/** From the top down, inputs under their gate and indented: for narrow screens. */
export function outlineOf(rows: TreeRow[]): Picture {
  const middle = new Map<string, number>();
  let height = 0;
  const placed = rows.map((row) => {
    const y = height + heightOf(row) / 2;
    height += heightOf(row);
    middle.set(row.path, y);
    return { row, x: (row.level - 1) * INDENT, y };
  });
  const wires = placed.flatMap(({ row, x, y }) => {
    const parent = parentOf(row.path);
    if (parent === undefined) return [];
    const trunk = x - INDENT + 12;
    return [{ path: row.path, d: `M${trunk} ${(middle.get(parent) ?? 0) + 12} V${y} H${x}` }];
  });
  return { placed, wires, width: 0, height };
}
