import { describe, expect, it } from "vitest";
import { lanesOf } from "./lanes";
import { dragged, nudged, STEP } from "./move";

const at = (hour: number, minute = 0, day = 26) => new Date(2026, 10, day, hour, minute).getTime();

describe("moving a window", () => {
  it("goes by a quarter of an hour, an hour and a day", () => {
    expect(nudged(at(20), "ArrowRight", false)).toBe(at(20, 15));
    expect(nudged(at(20), "ArrowLeft", false)).toBe(at(19, 45));
    expect(nudged(at(20), "ArrowRight", true)).toBe(at(21));
    expect(nudged(at(20), "ArrowDown", false)).toBe(at(20, 0, 27));
    expect(nudged(at(20), "ArrowUp", false)).toBe(at(20, 0, 25));
    expect(nudged(at(20), "a", false)).toBeNull();
  });
  it("is dragged to quarters of an hour", () => {
    const span = { from: at(0), to: at(0, 0, 27) };
    expect(dragged(at(20), 1 / 24, span)).toBe(at(21));
    expect(dragged(at(20), -0.011, span)).toBe(at(19, 45));
    expect(dragged(at(20), 0.5, span) % STEP).toBe(0);
  });
});

describe("lines of bars", () => {
  it("are shared by what leaves room", () => {
    const found = lanesOf([
      { left: 0, right: 10 },
      { left: 5, right: 15 },
      { left: 10, right: 20 },
      { left: 15, right: 18 },
    ]);
    expect(found).toEqual({ lanes: [0, 1, 0, 1], count: 2 });
    expect(lanesOf([])).toEqual({ lanes: [], count: 0 });
  });
});
