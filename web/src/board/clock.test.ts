import { expect, test } from "vitest";
import { beside, spent } from "./clock";

const SINCE = "2026-11-25T13:00:00Z";
const after = (seconds: number) => Date.parse(SINCE) + seconds * 1000;

test("an item's clock runs in minutes and seconds and says when its time is over", () => {
  expect(spent(SINCE, 10, after(185))).toEqual({ said: "3:05", over: false });
  expect(spent(SINCE, 10, after(599))).toEqual({ said: "9:59", over: false });
  expect(spent(SINCE, 10, after(600))).toEqual({ said: "10:00", over: true });
  expect(spent(SINCE, 10, after(-40))).toEqual({ said: "0:00", over: false });
});

test("the item beside is the next, the previous, or the end", () => {
  const keys = ["a", "b", "c"];
  expect(beside(keys, "a", 1)).toBe("b");
  expect(beside(keys, "c", 1)).toBe("c");
  expect(beside(keys, "a", -1)).toBe("a");
  expect(beside(keys, "gone", 1)).toBe("a");
  expect(beside(keys, undefined, 1)).toBe("a");
  expect(beside([], undefined, 1)).toBeUndefined();
});
