// How badly each change collides at worst.
import type { Severity } from "../api/changes";
import type { ScheduledCollision } from "../api/schedule";

const ORDER: Severity[] = ["low", "medium", "high", "critical"];

export function worstOf(conflicts: ScheduledCollision[]): Map<string, Severity> {
  const found = new Map<string, Severity>();
  for (const each of conflicts)
    for (const key of [each.change, each.with]) {
      const before = found.get(key);
      if (!before || ORDER.indexOf(each.severity) > ORDER.indexOf(before)) found.set(key, each.severity);
    }
  return found;
}
