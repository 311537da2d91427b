// What a cause predicts held against what is seen.
import type { CiState, RootCause } from "../api/shapes";
import type { Observations, Seen } from "./search";

export const VERDICTS = ["contradicted", "missed", "doubted", "partly", "match", "agreed", "open"] as const;
export type Verdict = (typeof VERDICTS)[number];
export type Compared = {
  key: string;
  name: string;
  class: string;
  predicted: CiState;
  seen: Seen | null;
  verdict: Verdict;
};
type Predicted = { key: string; name: string; class: string; state: CiState };

/** What is predicted of one CI against what is seen of it; "open" where nobody has looked. */
export function verdictOf(predicted: CiState, seen: Seen | null): Verdict {
  if (seen === null) return "open";
  if (seen === "down") return ({ down: "match", degraded: "partly", ok: "missed" } as const)[predicted];
  return ({ down: "contradicted", degraded: "doubted", ok: "agreed" } as const)[predicted];
}

/** Each CI that is seen or predicted; what speaks against the cause first, then as predicted. */
export function compared(
  predicted: Predicted[],
  seen: Observations,
  nameOf: (key: string) => string,
): Compared[] {
  const known = new Map(predicted.map((each) => [each.key, each]));
  const keys = [...new Set([...seen.down, ...seen.up, ...known.keys()])];
  const rows = keys.map((key): Compared => {
    const each = known.get(key);
    const state = each?.state ?? "ok";
    const said = seen.down.includes(key) ? "down" : seen.up.includes(key) ? "up" : null;
    return {
      key,
      name: each?.name || nameOf(key),
      class: each?.class ?? "",
      predicted: state,
      seen: said,
      verdict: verdictOf(state, said),
    };
  });
  const place = new Map(keys.map((key, index) => [key, index]));
  return rows.sort(
    (a, b) =>
      VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
      (place.get(a.key) ?? 0) - (place.get(b.key) ?? 0),
  );
}

/** Whether the best cause leaves so much open that one should say so. */
export function fitOf(causes: RootCause[]): "all" | "part" | "poor" | "none" {
  const best = causes[0];
  if (!best) return "none";
  if (best.misses.length === 0 && best.contradicts.length === 0 && best.partly.length === 0) return "all";
  return best.score < 0.5 ? "poor" : "part";
}
