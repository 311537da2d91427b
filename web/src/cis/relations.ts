// The relations of one CI, grouped by which way failure travels and by their words.
import type { Relation, RelationType } from "../api/shapes";
import { words } from "../ui/format";

export type Side = "stands_on" | "carries" | "neutral";
export type RelationGroup = { side: Side; label: string; relations: Relation[] };
export type End = { key: string; name: string; class: string | undefined };

export function otherEnd(relation: Relation, key: string): End {
  if (relation.from === key) {
    return { key: relation.to, name: relation.to_name || relation.to, class: relation.to_class };
  }
  return { key: relation.from, name: relation.from_name || relation.from, class: relation.from_class };
}

/** What this CI stands on, what stands on it, and the rest. */
export function sideOf(relation: Relation, key: string): Side {
  if (relation.consumer === "neither") return "neutral";
  const consumer = relation.consumer === "to" ? relation.to : relation.from;
  return consumer === key ? "stands_on" : "carries";
}

export function phraseOf(relation: Relation, key: string, types: RelationType[]): string {
  const type = types.find((each) => each.name === relation.type);
  if (relation.from === key) return type?.label ?? relation.label ?? words(relation.type).toLowerCase();
  return type?.reverse ?? relation.reverse ?? `← ${words(relation.type).toLowerCase()}`;
}

/** Who reports a relation: `obs:SOURCE:ID` names an observation of a source, anything else was said by hand. */
export function reporters(relation: Relation): string {
  const sources = (relation.reported_by ?? []).flatMap((each) => /^obs:([^:]+):/.exec(each)?.[1] ?? []);
  return [...new Set(sources)].join(", ");
}

const SIDES: Side[] = ["stands_on", "carries", "neutral"];

export function grouped(relations: Relation[], key: string, types: RelationType[]): RelationGroup[] {
  const groups = new Map<string, RelationGroup>();
  for (const relation of relations) {
    const side = sideOf(relation, key);
    const label = phraseOf(relation, key, types);
    const group = groups.get(`${side} ${label}`) ?? { side, label, relations: [] };
    group.relations.push(relation);
    groups.set(`${side} ${label}`, group);
  }
  return [...groups.values()]
    .map((group) => ({ ...group, relations: group.relations.sort((a, b) => byName(a, b, key)) }))
    .sort((a, b) => SIDES.indexOf(a.side) - SIDES.indexOf(b.side) || a.label.localeCompare(b.label));
}

function byName(a: Relation, b: Relation, key: string): number {
  return (
    (a.group ?? "").localeCompare(b.group ?? "") || otherEnd(a, key).name.localeCompare(otherEnd(b, key).name)
  );
}
