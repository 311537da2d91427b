import { describe, expect, it } from "vitest";
import type { Practice, RecordRow } from "../api/shapes";
import { commonSteps, inChunks, neededBy } from "./bulk";

const step = (name: string, from: string[], to: string, needs: string[] = []) => ({
  name,
  label: name,
  from,
  to,
  needs,
});
const attribute = (name: string, required_in: string[] = []) => ({
  name,
  declared: required_in.length > 0,
  required_in,
});
const practice = {
  attributes: [attribute("resolution"), attribute("seat", ["resolved"])],
  lifecycle: {
    steps: [
      step("start", ["new"], "in_progress"),
      step("resolve", ["new", "in_progress"], "resolved", ["resolution"]),
      step("close", ["resolved"], "closed"),
    ],
  },
} as unknown as Practice;
const record = (state: string, attributes = {}) => ({ state, attributes }) as unknown as RecordRow;

describe("acting on many records", () => {
  it("offers the steps that all of them offer", () => {
    const names = (...states: string[]) =>
      commonSteps(
        practice,
        states.map((state) => record(state)),
      );
    expect(names("new").map((each) => each.name)).toEqual(["start", "resolve"]);
    expect(names("new", "in_progress").map((each) => each.name)).toEqual(["resolve"]);
    expect(names("new", "resolved")).toEqual([]);
  });

  it("asks for what the step needs, and for declared fields that one of them lacks", () => {
    const [, resolve] = practice.lifecycle.steps;
    if (!resolve) throw new Error("no step");
    const asked = (...records: RecordRow[]) => neededBy(practice, resolve, records).map((each) => each.name);
    expect(asked(record("new"))).toEqual(["resolution", "seat"]);
    expect(asked(record("new", { seat: "4B", resolution: "x" }))).toEqual(["resolution"]);
    expect(asked(record("new", { seat: "4B" }), record("new"))).toEqual(["resolution", "seat"]);
  });

  it("leaves none out", () => {
    expect(inChunks(["a", "b", "c"], 2)).toEqual([["a", "b"], ["c"]]);
    expect(inChunks([])).toEqual([]);
  });
});
