import { expect, it } from "vitest";
import type { Plan } from "./plan";
import { planOf, planWord, whatIfSearch } from "./search";

const PLAN: Plan = {
  faultline_change: 1,
  title: "Zweite Zuführung – 第二",
  down: [{ ci: "a,b%", state: "down" }],
  edits: [{ op: "retire", ci: "x" }],
};

it("holds a plan and gives it back", () => {
  const word = planWord(PLAN) ?? "";
  expect(word).toMatch(/^[\w-]+$/);
  expect(planOf(word)).toEqual(PLAN);
});

it("leaves a long plan to a draft", () => {
  const edits = Array.from({ length: 400 }, (_, index) => ({ op: "retire" as const, ci: `server-${index}` }));
  expect(planWord({ ...PLAN, edits })).toBeNull();
});

it("takes nothing from a word that holds no plan", () => {
  expect(planOf("%%%")).toBeNull();
  expect(planOf(btoa("[1]"))).toBeNull();
  expect(whatIfSearch({ against: "other", view: "effect", ci: "" })).toEqual({ view: "effect" });
});
