// Where the CIs around one stand on its map: providers below, consumers above, others beside; each ring further out.
import type { CiDetail, Relation } from "../api/shapes";
import type { MapContent, MapLink, MapShape } from "../ui/map/elements";
import { otherEnd, sideOf } from "./relations";

const ROW = 130;
const GAP = 118;
const MOST = 400;

type Placed = { key: string; name: string; level: number; class: string | undefined };

/** The centre's relations, and those of each CI that was opened, laid out in levels. */
export function neighbourhood(centre: CiDetail, opened: CiDetail[]): MapContent & { cut: boolean } {
  const placed = new Map<string, Placed>([
    [centre.key, { key: centre.key, name: centre.name, level: 0, class: centre.class }],
  ]);
  const relations = new Map<string, Relation>();
  for (const ci of [centre, ...opened]) {
    const level = placed.get(ci.key)?.level ?? 0;
    for (const relation of ci.relations) {
      const end = otherEnd(relation, ci.key);
      if (placed.size >= MOST && !placed.has(end.key)) continue;
      relations.set(relation.id, relation);
      if (!placed.has(end.key)) placed.set(end.key, { ...end, level: level + step(relation, ci.key) });
    }
  }
  return {
    shapes: shapesOf([...placed.values()], centre.key, new Set(opened.map((ci) => ci.key))),
    links: [...relations.values()].map(
      (relation): MapLink => ({ id: relation.id, from: relation.from, to: relation.to }),
    ),
    cut: placed.size >= MOST,
  };
}

function step(relation: Relation, key: string): number {
  return { stands_on: 1, carries: -1, neutral: 0 }[sideOf(relation, key)];
}

function shapesOf(placed: Placed[], centre: string, opened: Set<string>): MapShape[] {
  const levels = new Map<number, Placed[]>();
  for (const each of placed) levels.set(each.level, [...(levels.get(each.level) ?? []), each]);
  return [...levels].flatMap(([level, all]) => {
    const others = all
      .filter((each) => each.key !== centre)
      .sort((a, b) => (a.class ?? "").localeCompare(b.class ?? "") || a.name.localeCompare(b.name));
    const middle = Math.floor(others.length / 2);
    const row =
      all.length === others.length
        ? others
        : [...others.slice(0, middle), ...all.filter((each) => each.key === centre), ...others.slice(middle)];
    return row.map(
      (each, index): MapShape => ({
        id: each.key,
        label: each.name,
        state: "none",
        x: (index - (row.length - 1) / 2) * GAP,
        y: level * ROW + (row.length > 8 ? (index % 2) * 34 : 0),
        service: opened.has(each.key) || each.key === centre,
        selected: each.key === centre,
      }),
    );
  });
}
