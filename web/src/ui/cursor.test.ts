import { expect, it } from "vitest";
import { kept, stepped } from "./cursor";

it("steps onto the first row first, and never beyond the ends", () => {
  expect(stepped(null, 1, 5)).toBe(0);
  expect(stepped(null, 2, 5)).toBe(1);
  expect(stepped(null, -1, 5)).toBe(0);
  expect(stepped(1, -2, 5)).toBe(0);
  expect(stepped(3, 9, 5)).toBe(4);
});

it("stays on its row when the rows are fetched anew", () => {
  expect(kept(["new", "a", "b"], "b", 1)).toBe(2);
  expect(kept(["a", "c"], "b", 1)).toBe(1);
  expect(kept(["a"], "b", 7)).toBe(0);
});
