import { expect, it } from "vitest";
import type { Availability, CutSets } from "../api/shapes";
import {
  availabilityWords,
  branchesOf,
  cutSetsOf,
  factorWords,
  minutesWords,
  probabilityWords,
  sizesOf,
  yearWords,
} from "./reliability";

const FOUND = {
  cut_sets: [["a"], ["b"], ["c", "d"], ["c", "e"]],
  counts: { "2": 2, "1": 2, "4": 7 },
} as unknown as CutSets;
const FIGURES = {
  importance: [
    { key: "a", unavailability: 0.001 },
    { key: "b", unavailability: 0.01 },
    { key: "c", unavailability: 0.1 },
    { key: "e", unavailability: 0.2 },
  ],
} as unknown as Availability;

it("shows as many nines as there are, and what that is a year", () => {
  expect(availabilityWords(0.0014282914)).toBe("99.857 %");
  expect(availabilityWords(0.00000123)).toBe("99.999877 %");
  expect(availabilityWords(0)).toBe("100 %");
  expect(availabilityWords(0.5)).toBe("50.00 %");
  expect(minutesWords(0.0014282914)).toBe("751 min");
  expect(minutesWords(0.000001)).toBe("0.53 min");
  expect(yearWords(0.0014282914)).toBe("12 h 31 min");
});

it("writes small probabilities so that they can be compared", () => {
  expect(probabilityWords(0.001)).toBe("0.1 %");
  expect(probabilityWords(2.14e-6)).toBe("2.1 × 10⁻⁶");
  expect(probabilityWords(0)).toBe("0");
  expect(factorWords(700.14)).toBe("700 ×");
  expect(factorWords(1.0009)).toBe("1.001 ×");
  expect(factorWords(null)).toBe("∞");
});

it("puts the likeliest sets first where figures are known", () => {
  expect(cutSetsOf(FOUND, 1, FIGURES).map(({ cis }) => cis)).toEqual([["b"], ["a"]]);
  expect(cutSetsOf(FOUND, 2, FIGURES)).toEqual([
    { cis: ["c", "e"], probability: 0.1 * 0.2 },
    { cis: ["c", "d"], probability: 0 },
  ]);
  expect(cutSetsOf(FOUND, 1, undefined)).toEqual([
    { cis: ["a"], probability: null },
    { cis: ["b"], probability: null },
  ]);
});

it("draws the first of each size and counts the rest; sizes that are only counted are not drawn", () => {
  expect(sizesOf(FOUND).map(({ size }) => size)).toEqual([1, 2, 4]);
  const drawn = branchesOf(FOUND, FIGURES, 1);
  expect(drawn.map(({ size, sets, rest }) => [size, sets.length, rest])).toEqual([
    [1, 2, 0],
    [2, 2, 0],
  ]);
  expect(branchesOf({ ...FOUND, counts: { "1": 9 } } as CutSets, FIGURES, 2)[0]?.rest).toBe(7);
});
