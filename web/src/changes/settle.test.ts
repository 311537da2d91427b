import { describe, expect, it } from "vitest";
import type { PlanEdit } from "../what-if/plan";
import { placeOf, seenAnew, without } from "./settle";

const EDITS = [
  { op: "retire", ci: "old" },
  { op: "set", ci: "db", attributes: { version: { was: "15", to: "16" }, port: { to: 1 } } },
] as unknown as PlanEdit[];

describe("settling an edit", () => {
  it("lets it see what is there now, and nothing else", () => {
    const met = { where: "plan.edits[1]", field: "attributes.version", now: "15.5" };
    expect(seenAnew(EDITS, met)).toEqual([
      EDITS[0],
      { op: "set", ci: "db", attributes: { version: { was: "15.5", to: "16" }, port: { to: 1 } } },
    ]);
    expect(seenAnew(EDITS, { ...met, where: "plan.edits[0]" })).toBeNull();
    expect(seenAnew(EDITS, { ...met, field: "name" })).toBeNull();
  });
  it("leaves it out by its place", () => {
    expect(placeOf("plan.edits[12]")).toBe(12);
    expect(placeOf("tasks")).toBeNull();
    expect(without(EDITS, 0)).toEqual([EDITS[1]]);
  });
});
