import { expect, it } from "vitest";
import type { RootCause } from "../api/shapes";
import { compared, fitOf, verdictOf } from "./verdict";

it("judges each pair of predicted and seen", () => {
  expect((["down", "degraded", "ok"] as const).map((state) => verdictOf(state, "down"))).toEqual([
    "match",
    "partly",
    "missed",
  ]);
  expect((["down", "degraded", "ok"] as const).map((state) => verdictOf(state, "up"))).toEqual([
    "contradicted",
    "doubted",
    "agreed",
  ]);
  expect(verdictOf("down", null)).toBe("open");
});

it("lists what speaks against a cause first", () => {
  const predicted = [
    { key: "a", name: "A", class: "server", state: "down" as const },
    { key: "b", name: "B", class: "server", state: "down" as const },
    { key: "c", name: "C", class: "server", state: "degraded" as const },
  ];
  const rows = compared(predicted, { down: ["a", "z"], up: ["b"] }, (key) => key.toUpperCase());
  expect(rows.map(({ name, verdict }) => [name, verdict])).toEqual([
    ["B", "contradicted"],
    ["Z", "missed"],
    ["A", "match"],
    ["C", "open"],
  ]);
});

it("says how well the best fits", () => {
  const cause = (score: number, misses: string[]) =>
    ({ score, misses, contradicts: [], partly: [] }) as unknown as RootCause;
  expect(fitOf([])).toBe("none");
  expect(fitOf([cause(1, [])])).toBe("all");
  expect(fitOf([cause(0.7, ["a"])])).toBe("part");
  expect(fitOf([cause(0.3, ["a"])])).toBe("poor");
});
