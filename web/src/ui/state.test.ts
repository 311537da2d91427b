import { expect, it } from "vitest";
import { byState, type StateName, stateColour, stateName, stateWord } from "./state";

it("knows the states in any writing", () => {
  expect(["down", "DEGRADED", "at_risk", "AT RISK", "ok", "unknown"].map(stateName)).toEqual([
    "down",
    "degraded",
    "at_risk",
    "at_risk",
    "ok",
    "unknown",
  ]);
  expect(stateName("burning")).toBe("none");
  expect(stateName(undefined)).toBe("none");
});

it("puts the worst first", () => {
  const states: StateName[] = ["ok", "none", "at_risk", "down", "unknown", "degraded"];
  expect(states.sort(byState)).toEqual(["down", "degraded", "at_risk", "unknown", "ok", "none"]);
});

it("has a word and a colour for each", () => {
  expect(stateWord("at_risk")).toBe("AT RISK");
  expect(stateColour("at_risk")).toBe("--state-at-risk");
});
