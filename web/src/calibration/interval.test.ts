import { describe, expect, it } from "vitest";
import { scaleEnd, wilson } from "./interval";

describe("the interval of a share", () => {
  it("is that of the tables", () => {
    const [low, high] = wilson(10, 100);
    expect(low).toBeCloseTo(0.0552, 3);
    expect(high).toBeCloseTo(0.1744, 3);
  });

  it("stays within 0 and 1, and says nothing of nothing", () => {
    expect(wilson(0, 20)[0]).toBe(0);
    expect(wilson(20, 20)[1]).toBe(1);
    expect(wilson(0, 0)).toEqual([0, 1]);
  });
});

it("a scale ends where all shares fit", () => {
  expect(scaleEnd([0.05, 0.1])).toBe(0.1);
  expect(scaleEnd([0.05, 0.31])).toBe(0.4);
  expect(scaleEnd([0.95])).toBe(1);
});
