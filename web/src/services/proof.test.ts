import { expect, it } from "vitest";
import type { SinglePoints } from "../api/shapes";
import { lackedWords, pointOf, proofOf } from "./proof";

const step = (key: string) => ({ key, name: key, because: [], sentence: `${key} is DOWN` });
const POINTS = {
  points: [
    { key: "rack", name: "R1", class: "rack", hops: 3, steps: [step("pay"), step("app")] },
    { key: "site", name: "S", class: "site", hops: 4, steps: [] },
  ],
} as unknown as SinglePoints;

it("holds the CIs on the way from the service down to the point", () => {
  expect([...proofOf(POINTS, "rack")]).toEqual(["pay", "app", "rack"]);
  expect(proofOf(POINTS, "site").size).toBe(0);
  expect(proofOf(undefined, "rack").size).toBe(0);
  expect(pointOf(POINTS, "site")?.name).toBe("S");
});

it("says what is lacking as people say it", () => {
  expect(lackedWords("powered_by")).toBe("powered by");
  expect(lackedWords("runs_on|hosted_on")).toBe("runs on or hosted on");
});
