import { expect, it } from "vitest";
import { barsOf, ticksOf } from "./strip";

const shift = (person: string, start: string, end: string, why = "turn 1 of rota db") => ({
  rota: "db",
  team: "Database",
  person,
  start,
  end,
  why,
});
const SPAN = { from: Date.parse("2026-11-02T00:00:00Z"), to: Date.parse("2026-11-12T00:00:00Z") };

it("cuts shifts at the ends of the span and keeps a tone for each person", () => {
  const bars = barsOf(
    [
      shift("ann", "2026-10-30T00:00:00Z", "2026-11-03T00:00:00Z"),
      shift("bob", "2026-11-03T00:00:00Z", "2026-11-05T00:00:00Z", "an override from x to y"),
      shift("ann", "2026-11-05T00:00:00Z", "2026-11-20T00:00:00Z"),
      shift("", "2026-12-05T00:00:00Z", "2026-12-20T00:00:00Z"),
    ],
    SPAN,
  );
  expect(bars.map(({ left, width }) => [left, width])).toEqual([
    [0, 0.1],
    [0.1, 0.2],
    [0.3, 0.7],
  ]);
  expect(bars.map((each) => each.tone)).toEqual([0, 1, 0]);
  expect(bars.map((each) => each.override)).toEqual([false, true, false]);
});

it("marks the Mondays", () => {
  expect(ticksOf(SPAN).length).toBeGreaterThanOrEqual(1);
  expect(ticksOf(SPAN).every(({ at, left }) => new Date(at).getDay() === 1 && left >= 0 && left < 1)).toBe(
    true,
  );
});
