import { describe, expect, it } from "vitest";
import { turned } from "./chosen";

const KEYS = ["a", "b", "c", "d"];
const turning = (chosen: string[], key: string, from?: string) => [
  ...turned(KEYS, new Set(chosen), key, from),
];

describe("choosing rows", () => {
  it("turns one row", () => {
    expect(turning([], "b")).toEqual(["b"]);
    expect(turning(["a", "b"], "b")).toEqual(["a"]);
  });

  it("turns every row between two, in either direction, as the last one is turned", () => {
    expect(turning(["a"], "c", "a")).toEqual(["a", "b", "c"]);
    expect(turning(["d"], "b", "d")).toEqual(["d", "b", "c"]);
    expect(turning(["a", "b", "c", "d"], "c", "b")).toEqual(["a", "d"]);
  });

  it("turns one row where the row before it is gone from the list", () => {
    expect(turning([], "c", "z")).toEqual(["c"]);
  });
});
