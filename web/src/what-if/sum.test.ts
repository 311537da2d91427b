import { expect, it } from "vitest";
import type { PlanDifference, PlanPoints } from "../api/shapes";
import { differenceWords, pointsByCi } from "./sum";

const NOTHING = { services: [], newly_affected: [], no_longer_affected: [], changed: [] };
const ci = (key: string, was: string, state: string) => ({ key, name: key, was, state });

it("says in one sentence who is hit and who is spared", () => {
  const words = (found: object) => differenceWords({ ...NOTHING, ...found } as unknown as PlanDifference);
  expect(words({})).toMatch(/^Nothing/);
  expect(
    words({
      services: [ci("Shop", "ok", "down"), ci("Pay", "ok", "degraded"), ci("Mail", "down", "ok")],
      newly_affected: [ci("Shop", "ok", "down"), ci("Pay", "ok", "degraded"), ci("db", "ok", "down")],
      no_longer_affected: [ci("Mail", "down", "ok")],
    }),
  ).toBe("Shop and 1 more service are hit. Mail is spared. 1 CI newly affected.");
  expect(words({ no_longer_affected: [ci("db", "down", "ok"), ci("vm", "down", "ok")] })).toBe(
    "No service is hit or spared. 2 CIs no longer affected.",
  );
});

it("gathers single points by CI", () => {
  const points = {
    new: [{ service: "a", key: "sw" }],
    healed: [
      { service: "a", key: "feed" },
      { service: "b", key: "feed" },
    ],
  } as unknown as PlanPoints;
  expect(pointsByCi(points)).toEqual([
    { key: "sw", services: ["a"], isNew: true },
    { key: "feed", services: ["a", "b"], isNew: false },
  ]);
});
