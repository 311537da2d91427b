// Who watches a record, as the record itself says it.
import type { Value } from "../api/shapes";

/** How a team is told from an account. */
export const TEAM = "team:";

export function watchersOf({ attributes }: { attributes: Record<string, Value> }): string[] {
  const found = attributes.watchers;
  return Array.isArray(found) ? found.map(String) : [];
}

/** Accounts know no capitals. */
export function isWatcher(found: string[], who: string): boolean {
  return found.some((each) => each.toLowerCase() === who.toLowerCase());
}
