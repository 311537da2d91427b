import { expect, test } from "vitest";
import { availabilityFigure, budgetWords, spentShare } from "./level-words";

test("what is not whole is not shown as 100 %", () => {
  expect(availabilityFigure(1)).toBe("100 %");
  expect(availabilityFigure(0.9999999)).toBe("99.999 %");
  expect(availabilityFigure(0.995)).toBe("99.5 %");
});

test("a budget says what is left, or by how much it is overspent", () => {
  expect(budgetWords({ allowed_s: 3600, spent_s: 600, left_s: 3000 })).toBe("50 min of 1 h left");
  expect(budgetWords({ allowed_s: 3600, spent_s: 5400, left_s: -1800 })).toBe(
    "overspent by 30 min, allowed was 1 h",
  );
});

test("the bar of a budget never leaves its frame", () => {
  expect(spentShare({ allowed_s: 100, spent_s: 25, left_s: 75 })).toBe(0.25);
  expect(spentShare({ allowed_s: 100, spent_s: 250, left_s: -150 })).toBe(1);
  expect(spentShare({ allowed_s: 0, spent_s: 0, left_s: 0 })).toBe(0);
  expect(spentShare({ allowed_s: 0, spent_s: 1, left_s: -1 })).toBe(1);
});
