import { describe, expect, it } from "vitest";
import type { ChangePlanDocument } from "./plan-parts";
import { ownBars, placed, spanOf } from "./strip";

const AT = Date.parse("2026-12-05T22:00:00Z");
const MINUTE = 60_000;
const PLAN: ChangePlanDocument = {
  faultline_change: 1,
  window: { start: "2026-12-05T22:00:00Z", end: "2026-12-05T23:00:00Z" },
  backout_minutes: 15,
  down: [
    { ci: "a", start_minutes: 10, minutes: 20 },
    { ci: "b", state: "degraded" },
  ],
  edits: [],
};

describe("the strip of a window", () => {
  it("has the window, each outage at its offset, and backing out after the end", () => {
    const minutes = ownBars(PLAN).map(({ kind, from, to }) => [
      kind,
      (from - AT) / MINUTE,
      (to - AT) / MINUTE,
    ]);
    expect(minutes).toEqual([
      ["window", 0, 60],
      ["down", 10, 30],
      ["degraded", 0, 60],
      ["backout", 60, 75],
    ]);
  });
  it("has nothing without a window", () => {
    expect(ownBars({ faultline_change: 1, edits: [] })).toEqual([]);
  });
  it("leaves room around what it holds, and cuts what goes beyond", () => {
    const span = spanOf(ownBars(PLAN));
    expect(span.from).toBeLessThan(AT);
    expect(span.to).toBeGreaterThan(AT + 75 * MINUTE);
    expect(placed({ from: 0, to: 1 }, span)).toBeNull();
    expect(placed({ from: 0, to: 2 * AT }, span)).toEqual({
      left: 0,
      width: 100,
      cutLeft: true,
      cutRight: true,
    });
    expect(placed({ from: 50, to: 75 }, { from: 0, to: 100 })).toEqual({
      left: 50,
      width: 25,
      cutLeft: false,
      cutRight: false,
    });
  });
});
