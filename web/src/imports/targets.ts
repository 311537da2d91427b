// What a column may become, as words of one list and as the API's targets.
import type { ColumnTarget } from "../api/shapes";

export const IGNORED = "ignore";

export function targetWord(target: ColumnTarget): string {
  if (target.role) return `role ${target.role}`;
  if (target.attribute) return `attribute ${target.attribute}`;
  if (target.relation) return `relation ${target.relation}`;
  return IGNORED;
}

/** A target chosen anew; what an unchanged one says beside its kind is kept. */
export function targetOf(word: string, before: ColumnTarget): ColumnTarget {
  if (word === targetWord(before)) return before;
  const [kind, ...rest] = word.split(" ");
  const name = rest.join(" ");
  if (kind === "role") return { role: name };
  if (kind === "attribute") return { attribute: name };
  if (kind === "relation") return { relation: name };
  return { ignore: true };
}
