// The explorer's address, and the scenarios that it holds.
import type { Scenario } from "../api/shapes";
import { choiceIn, listOf, listText, type RawSearch, textIn } from "../ui/search-params";

export type ExplorerSearch = {
  ci?: string;
  degraded?: string;
  immune?: string;
  b_ci?: string;
  b_degraded?: string;
  b_immune?: string;
  compare?: "1";
  layout?: "layers";
  group?: "class";
  expand?: string;
  select?: string;
};
export type Role = "down" | "degraded" | "immune";
export type Part = { ci: string; role: Role };
export type Side = "a" | "b";

const FIELDS: Record<Side, Record<Role, keyof ExplorerSearch>> = {
  a: { down: "ci", degraded: "degraded", immune: "immune" },
  b: { down: "b_ci", degraded: "b_degraded", immune: "b_immune" },
};
const ROLES: Role[] = ["down", "degraded", "immune"];

export function explorerSearch(search: RawSearch): ExplorerSearch {
  return {
    ci: textIn(search, "ci"),
    degraded: textIn(search, "degraded"),
    immune: textIn(search, "immune"),
    b_ci: textIn(search, "b_ci"),
    b_degraded: textIn(search, "b_degraded"),
    b_immune: textIn(search, "b_immune"),
    compare: choiceIn(search, "compare", ["1"] as const),
    layout: choiceIn(search, "layout", ["layers"] as const),
    group: choiceIn(search, "group", ["class"] as const),
    expand: textIn(search, "expand"),
    select: textIn(search, "select"),
  };
}

/** What the address says of one side, each CI once: the first role that names it holds. */
export function partsOf(search: ExplorerSearch, side: Side = "a"): Part[] {
  const seen = new Set<string>();
  return ROLES.flatMap((role) =>
    listOf(search[FIELDS[side][role]]).flatMap((ci) => {
      if (seen.has(ci)) return [];
      seen.add(ci);
      return [{ ci, role }];
    }),
  );
}

export function searchOf(parts: Part[], side: Side = "a"): Partial<ExplorerSearch> {
  return Object.fromEntries(
    ROLES.map((role) => [
      FIELDS[side][role],
      listText(parts.filter((part) => part.role === role).map((part) => part.ci)),
    ]),
  );
}

export function scenarioOf(parts: Part[], asOf: string | undefined): Scenario {
  return {
    failures: parts.flatMap(({ ci, role }) => (role === "immune" ? [] : [{ ci, state: role }])),
    immune: parts.filter(({ role }) => role === "immune").map(({ ci }) => ({ ci })),
    ...(asOf ? { as_of: asOf } : {}),
  };
}

export function hasFailures(parts: Part[]): boolean {
  return parts.some(({ role }) => role !== "immune");
}

/** A CI takes a role; the one it had is left. */
export function withPart(parts: Part[], part: Part): Part[] {
  const known = parts.some(({ ci }) => ci === part.ci);
  return known ? parts.map((other) => (other.ci === part.ci ? part : other)) : [...parts, part];
}

export function withoutPart(parts: Part[], ci: string): Part[] {
  return parts.filter((part) => part.ci !== ci);
}

/** A click on the map: what is in the scenario leaves it, anything else goes DOWN. */
export function toggled(parts: Part[], ci: string): Part[] {
  return parts.some((part) => part.ci === ci) ? withoutPart(parts, ci) : [...parts, { ci, role: "down" }];
}
