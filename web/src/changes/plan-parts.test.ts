import { describe, expect, it } from "vitest";
import {
  type ChangePlanDocument,
  differing,
  faultsOf,
  fromField,
  NO_PARTS,
  partsOf,
  planOfParts,
  toField,
} from "./plan-parts";

const PLAN: ChangePlanDocument = {
  faultline_change: 1,
  title: "Upgrade",
  kind: "normal",
  window: { start: "2026-12-05T22:00:00Z", end: "2026-12-05T23:00:00Z" },
  backout_minutes: 15,
  down: [
    { ci: "db-1", state: "down", start_minutes: 0, minutes: 20 },
    { ci: "db-2", state: "degraded" },
  ],
  edits: [{ op: "retire", ci: "db-3" }],
  tests: "pgbench",
  evidence: ["https://example.org/runbook"],
};

describe("the parts of a plan", () => {
  it("come back as the plan that they were taken from, with what no field shows", () => {
    expect(planOfParts(partsOf(PLAN), PLAN)).toEqual(PLAN);
  });
  it("leave out what is empty", () => {
    const empty = planOfParts({ ...NO_PARTS, title: " New " }, { faultline_change: 1, edits: [] });
    expect(empty).toEqual({ faultline_change: 1, title: "New", kind: "normal", edits: [] });
  });
  it("drop what was taken out", () => {
    const parts = { ...partsOf(PLAN), start: "", end: "", down: [], tests: "", edits: [] };
    const { window, down, tests, edits } = planOfParts(parts, PLAN);
    expect([window, down, tests, edits]).toEqual([undefined, undefined, undefined, []]);
  });
  it("name what cannot be", () => {
    const parts = {
      ...partsOf(PLAN),
      title: "",
      end: "2020-01-01T00:00",
      backoutMinutes: "-1",
      down: [{ ci: "db-1", state: "down" as const, start: "soon", minutes: "1.5" }],
    };
    expect(faultsOf(parts, true)).toEqual({
      title: "title",
      end: "order",
      backoutMinutes: "number",
      "down.0.start": "offset",
      "down.0.minutes": "number",
    });
    expect(faultsOf({ ...NO_PARTS, start: "2026-12-05T22:00" }, false)).toEqual({ end: "time" });
    expect(faultsOf(partsOf(PLAN), true)).toEqual({});
  });
  it("write instants in the zone of the browser, and back", () => {
    expect(fromField(toField("2026-12-05T22:05:00Z"))).toBe("2026-12-05T22:05:00Z");
    expect(toField(undefined)).toBe("");
    expect(fromField("")).toBeNull();
  });
  it("differ where one has changed", () => {
    expect(differing(partsOf(PLAN), { ...partsOf(PLAN), tests: "other", down: [] })).toEqual([
      "tests",
      "down",
    ]);
  });
});
