import { expect, it } from "vitest";
import { formOf, ruleOf, ruleWords } from "./rule";

it("turns every rule into a form and back", () => {
  for (const rule of [
    { min_up: 2 },
    { min_up: "50%", n_full: 3 },
    { min_up: "quorum", peers: true },
    { min_up: "100%" },
    { demand: 100, min: 40 },
    { demand: 10 },
    { active_passive: true, primary: "a", failover_s: 30 },
  ])
    expect(ruleOf(formOf(rule), rule)).toEqual(rule);
});

it("keeps what the form does not show, and drops what no longer fits", () => {
  expect(
    ruleOf({ kind: "count", amount: "2", least: "" }, { active_passive: true, primary: "a", peers: true }),
  ).toEqual({ min_up: 2, peers: true });
  expect(ruleOf({ kind: "standby", amount: "", least: "" }, { min_up: 1, n_full: 2 })).toEqual({
    active_passive: true,
  });
});

it("says nothing without a figure", () => {
  expect(ruleOf({ kind: "count", amount: "", least: "" }, null)).toBeNull();
  expect(ruleOf({ kind: "percent", amount: "x", least: "" }, null)).toBeNull();
});

it("speaks", () => {
  expect(ruleWords({ min_up: 2 })).toBe("at least 2 up");
  expect(ruleWords(null)).toBe("no rule");
});
