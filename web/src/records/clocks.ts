// What the clocks of a record say: whether a promise is kept, and when it is due.
import { queryOptions, useQueries } from "@tanstack/react-query";
import { type Clock, clocks } from "../api/clocks";
import { text } from "../text";
import { duration } from "../ui/format";
import type { StateName } from "../ui/state";

const t = text.records.clocks;
const PAGE = 100;
const MINUTE = 60_000;
/** From which share of its time on a clock is told to run out soon, in per cent. */
const SOON = 80;

/** How a clock stands: broken, soon to be, running, standing still, or ended in time. */
export type ClockState = "broken" | "soon" | "running" | "paused" | "kept";

export function stateOf(clock: Clock): ClockState {
  if (clock.breached_at !== null || clock.percent > 100) return "broken";
  if (clock.state === "stopped") return "kept";
  if (clock.state === "paused") return "paused";
  return clock.percent >= SOON ? "soon" : "running";
}

export const MARKS: Record<ClockState, StateName> = {
  broken: "down",
  soon: "at_risk",
  running: "ok",
  paused: "unknown",
  kept: "ok",
};

/** What is left of a clock, or by how much it is beyond its target, in open time. */
export function leftWords(clock: Clock): string {
  const left = clock.target_s - clock.elapsed_s;
  return left >= 0 ? t.left(duration(left)) : t.over(duration(-left));
}

/** The clock to look at first: of those that have not ended the one with the least left. */
export function nextClock(all: readonly Clock[]): Clock | undefined {
  const open = all.filter((clock) => clock.state !== "stopped");
  return open.sort((a, b) => a.target_s - a.elapsed_s - (b.target_s - b.elapsed_s))[0];
}

const clocksQuery = (keys: string[]) =>
  queryOptions({
    queryKey: ["graph", "clocks", keys.join(",")],
    queryFn: async ({ signal }) => (await clocks.of(keys, signal)).items,
    staleTime: MINUTE,
    refetchInterval: MINUTE,
    retry: false,
  });

/** The clocks of the rows of a list, page by page as they were fetched. */
export function useClocks(keys: string[], wanted: boolean): Map<string, Clock[]> {
  const pages: string[][] = [];
  for (let at = 0; wanted && at < keys.length; at += PAGE) pages.push(keys.slice(at, at + PAGE));
  return useQueries({
    queries: pages.map(clocksQuery),
    combine: (answers) =>
      new Map(answers.flatMap((answer) => answer.data ?? []).map((each) => [each.key, each.clocks])),
  });
}
