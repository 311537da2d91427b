// What stands on the map: the CIs that are open with their neighbours, and what the plan does to them.
import type { CiDetail, Relation, RelationType } from "../api/shapes";
import { text } from "../text";
import type { MapContent, MapLink, MapShape } from "../ui/map/elements";
import type { StateName } from "../ui/state";
import { added, type Ends, isRetired, type Plan, sameEnds } from "./plan";

const ROW = 132;
const GAP = 116;
const WIDEST = 5;
const SUB_ROW = 78;
const MOST = 240;
const t = text.whatIf.marks;

type Placed = { key: string; name: string; class: string; level: number };
type Line = Ends & { id: string; consumer: string; mark?: "added" | "gone" };
export type PlanMap = MapContent & { cut: boolean };

type Given = {
  open: CiDetail[];
  plan: Plan;
  types: RelationType[];
  names: Record<string, string>;
  /** States with the plan, of what is not OK; null while nobody has asked. */
  states: Map<string, StateName> | null;
  selected: string | undefined;
};

export function planMap({ open, plan, types, names, states, selected }: Given): PlanMap {
  const lines = linesOf(open, plan, types);
  const { placed, cut } = place(open, plan, lines, names);
  const shown = new Map(placed.map((each) => [each.key, each]));
  const openKeys = new Set(open.map((ci) => ci.key));
  return {
    cut,
    shapes: positions(placed, lines).map(({ key, name, x, y }): MapShape => {
      const isNew = added(plan, key) !== undefined;
      const retired = isRetired(plan, key);
      const word = isNew ? t.new : retired ? t.retired : "";
      return {
        id: key,
        label: word ? `${word}: ${name}` : name,
        state: states ? (states.get(key) ?? "ok") : "none",
        x,
        y,
        service: openKeys.has(key),
        failed: plan.down?.some((each) => each.ci === key),
        selected: key === selected,
        mark: isNew ? "added" : retired ? "gone" : undefined,
      };
    }),
    links: lines
      .filter((line) => shown.has(line.from) && shown.has(line.to))
      .map(
        (line): MapLink => ({
          id: line.id,
          from: line.from,
          to: line.to,
          mark: line.mark,
          label: line.mark ? t[line.mark] : undefined,
        }),
      ),
  };
}

/** The relations of what is open, those that the plan removes marked so, and those that it adds. */
function linesOf(open: CiDetail[], plan: Plan, types: RelationType[]): Line[] {
  const known = new Map<string, Relation>();
  for (const ci of open) for (const relation of ci.relations) known.set(relation.id, relation);
  const removed = plan.edits.filter((edit) => edit.op === "unrelate");
  const lines = [...known.values()].map((relation): Line => {
    const ends = endsOf(relation);
    const gone = removed.some((edit) => sameEnds(edit, ends));
    return {
      ...ends,
      id: relation.id,
      consumer: consumerOf(relation, relation.consumer),
      mark: gone ? "gone" : undefined,
    };
  });
  const drawn = lines.filter((line) => !line.mark);
  const extra = plan.edits.flatMap((edit): Line[] => {
    if (edit.op !== "relate" || drawn.some((line) => sameEnds(line, edit))) return [];
    const { from, type, to, group } = edit;
    const side = types.find((each) => each.name === type)?.consumer ?? "from";
    return [
      {
        from,
        type,
        to,
        group,
        id: `new ${from} ${type} ${to} ${group ?? ""}`,
        consumer: consumerOf(edit, side),
        mark: "added",
      },
    ];
  });
  return [...lines, ...extra];
}

export function endsOf({ from, type, to, group }: Relation): Ends {
  return { from, type, to, ...(group ? { group } : {}) };
}

function consumerOf(ends: { from: string; to: string }, side: string): string {
  return side === "neither" ? "" : side === "to" ? ends.to : ends.from;
}

/** Each CI on a level: what a CI stands on one below it, what stands on it one above. */
function place(open: CiDetail[], plan: Plan, lines: Line[], names: Record<string, string>) {
  const about = describer(open, plan, names);
  const near = new Map<string, Line[]>();
  for (const line of lines)
    for (const end of [line.from, line.to]) near.set(end, [...(near.get(end) ?? []), line]);
  const placed = new Map<string, Placed>();
  const put = (key: string, level: number) => {
    if (placed.has(key) || placed.size >= MOST) return;
    placed.set(key, { ...about(key), level });
    for (const line of near.get(key) ?? []) {
      const other = line.from === key ? line.to : line.from;
      const step = line.consumer === "" ? 0 : line.consumer === key ? 1 : -1;
      waiting.push([other, level + step]);
    }
  };
  const waiting: [string, number][] = [];
  const drain = () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) put(...next);
  };
  for (const key of [...open.map((ci) => ci.key), ...newKeys(plan)]) {
    put(key, 0);
    drain();
  }
  return { placed: [...placed.values()], cut: placed.size >= MOST };
}

function newKeys(plan: Plan): string[] {
  return plan.edits.flatMap((edit) => (edit.op === "add" && edit.as ? [edit.as] : []));
}

function describer(open: CiDetail[], plan: Plan, names: Record<string, string>) {
  const told = new Map<string, { name: string; class: string }>();
  for (const ci of open) {
    for (const each of ci.relations) {
      told.set(each.from, { name: each.from_name || each.from, class: each.from_class ?? "" });
      told.set(each.to, { name: each.to_name || each.to, class: each.to_class ?? "" });
    }
  }
  for (const ci of open) told.set(ci.key, { name: ci.name || ci.key, class: ci.class });
  return (key: string) => {
    const made = added(plan, key);
    const said = made ?? told.get(key);
    return { key, name: said?.name ?? names[key] ?? key, class: said?.class ?? "" };
  };
}

type Point = Placed & { x: number; y: number };

/** Rows by level, each ordered by where its neighbours stand; a wide row is broken into several. */
function positions(placed: Placed[], lines: Line[]): Point[] {
  const levels = new Map<number, Placed[]>();
  for (const each of placed) levels.set(each.level, [...(levels.get(each.level) ?? []), each]);
  const near = new Map<string, string[]>();
  for (const { from, to } of lines) {
    near.set(from, [...(near.get(from) ?? []), to]);
    near.set(to, [...(near.get(to) ?? []), from]);
  }
  const points = new Map<string, Point>();
  const order = [...levels.keys()].sort((a, b) => Math.abs(a) - Math.abs(b) || a - b);
  const heights = new Map([...levels].map(([level, row]) => [level, heightOf(row.length)]));
  for (const level of order) {
    const row = levels.get(level) ?? [];
    const wish = new Map(row.map((each) => [each.key, middle(near.get(each.key) ?? [], points)]));
    row.sort(
      (a, b) =>
        (wish.get(a.key) ?? 0) - (wish.get(b.key) ?? 0) ||
        a.class.localeCompare(b.class) ||
        a.name.localeCompare(b.name),
    );
    const top = topOf(level, heights);
    const rows = Math.ceil(row.length / WIDEST);
    const wide = Math.ceil(row.length / rows);
    row.forEach((each, index) => {
      const line = Math.floor(index / wide);
      const width = Math.min(wide, row.length - line * wide);
      const x = ((index % wide) - (width - 1) / 2) * GAP;
      points.set(each.key, { ...each, x, y: top + line * SUB_ROW });
    });
  }
  return [...points.values()];
}

function heightOf(count: number): number {
  return (Math.ceil(count / WIDEST) - 1) * SUB_ROW;
}

/** Where a level begins: below 0 the rows grow upwards, so that each keeps its distance from the next. */
function topOf(level: number, heights: Map<number, number>): number {
  let top = 0;
  if (level > 0) for (let each = 0; each < level; each += 1) top += ROW + (heights.get(each) ?? 0);
  if (level < 0) for (let each = -1; each >= level; each -= 1) top -= ROW + (heights.get(each) ?? 0);
  return top;
}

function middle(keys: string[], points: Map<string, Point>): number {
  const xs = keys.flatMap((key) => points.get(key)?.x ?? []);
  return xs.length ? xs.reduce((sum, x) => sum + x, 0) / xs.length : 0;
}
