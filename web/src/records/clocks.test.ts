import { expect, test } from "vitest";
import type { Clock } from "../api/clocks";
import { leftWords, nextClock, stateOf } from "./clocks";

const clock = (more: Partial<Clock>): Clock => ({
  measure: "resolution",
  agreement: "standard",
  kind: "sla",
  calendar: "office",
  target_s: 3600,
  state: "running",
  elapsed_s: 600,
  percent: 16.7,
  due: null,
  breached_at: null,
  stopped_at: null,
  why: { agreement: "", calendar: "", pauses: [] },
  ...more,
});

test("a clock says how it stands", () => {
  expect(stateOf(clock({}))).toBe("running");
  expect(stateOf(clock({ percent: 80 }))).toBe("soon");
  expect(stateOf(clock({ state: "paused", percent: 90 }))).toBe("paused");
  expect(stateOf(clock({ state: "stopped", percent: 90 }))).toBe("kept");
  expect(stateOf(clock({ state: "stopped", percent: 120 }))).toBe("broken");
  expect(stateOf(clock({ breached_at: "2026-11-23T10:00:00Z", percent: 100.5 }))).toBe("broken");
});

test("what is left is told, and by how much it is over", () => {
  expect(leftWords(clock({}))).toBe("50 min left");
  expect(leftWords(clock({ elapsed_s: 5400 }))).toBe("30 min over");
});

test("the clock with the least left goes first, and what has ended not at all", () => {
  const response = clock({ measure: "response", target_s: 900, elapsed_s: 60, state: "stopped" });
  const late = clock({ agreement: "late", elapsed_s: 4000 });
  expect(nextClock([response, clock({}), late])).toBe(late);
  expect(nextClock([response])).toBeUndefined();
});
