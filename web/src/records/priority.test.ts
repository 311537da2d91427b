import { expect, it } from "vitest";
import { impactLevel, levelWord, priorityOf, priorityWord } from "./priority";

it("takes the impact from the sum of scores", () => {
  expect(impactLevel([])).toBe(3);
  expect(impactLevel([{ score: 3 }, { score: 1 }])).toBe(2);
  expect(impactLevel([{ score: 15.9 }])).toBe(2);
  expect(impactLevel([{ score: 16 }])).toBe(1);
});

it("makes a priority of impact and urgency, with its word", () => {
  expect([priorityOf(1, 1), priorityOf(2, 2), priorityOf(3, 3)]).toEqual([1, 3, 5]);
  expect([priorityWord(1), priorityWord(5)]).toEqual(["Critical", "Planning"]);
  expect([levelWord(1), levelWord("2"), levelWord(undefined)]).toEqual(["1 High", "2 Medium", "–"]);
});
