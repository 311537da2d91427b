// What the groups of a dimension are called: services by their names, priorities by their words.
import type { Dimension } from "../api/measures";
import { useNames } from "../changes/useNames";
import { priorityWord } from "../records/priority";
import { text } from "../text";

const t = text.measures;
export const NONE = "(none)";

export function useGroupNames(by: Dimension | undefined, groups: string[]): (group: string) => string {
  const nameOf = useNames(by === "service" ? groups.filter((group) => group !== NONE) : [], {});
  return (group) => {
    if (by && group === NONE) return t.none[by];
    if (by === "service") return nameOf(group);
    return by === "priority" ? `${group} ${priorityWord(Number(group))}` : group;
  };
}

/** The groups that figures stand for, each once, in order. */
export function groupsOf(figures: Iterable<{ group?: string | null }>): string[] {
  const found = new Set<string>();
  for (const { group } of figures) if (group) found.add(group);
  return [...found].sort((a, b) => a.localeCompare(b));
}
