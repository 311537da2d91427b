import { describe, expect, it, vi } from "vitest";
import { Unreachable } from "../api/problem";
import { records } from "../api/records";
import type { Practice, RecordRow } from "../api/shapes";
import { actOnMany, commonSteps, inChunks, neededBy } from "./bulk";

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

  it("goes on under the same name where an answer was lost, and under another for what follows", async () => {
    const names: string[] = [];
    let away = true;
    const bulk = vi.spyOn(records, "bulk").mockImplementation(async (_noun, { keys }, once) => {
      names.push(once);
      if (away && keys.includes("k20")) throw new Unreachable(new Error("network"));
      return {
        items: keys.map((key) => ({ key, done: true, reason: "", state: "" })),
        done: keys.length,
        refused: 0,
      };
    });
    const keys = Array.from({ length: 30 }, (_, number) => `k${number}`);
    const to = { told: () => undefined, stopped: () => false };
    const note = { note: { text: "Mast is back", public: false } };
    const before = await actOnMany("incidents", keys, note, to);
    expect([before.outcomes.length, before.left.length, before.asked]).toEqual([20, 10, names[1]]);
    away = false;
    const after = await actOnMany("incidents", keys, note, { ...to, before });
    expect([after.outcomes.length, after.left, after.fault]).toEqual([30, [], null]);
    expect([names.length, new Set(names).size, names[3]]).toEqual([4, 2, names[1]]);
    bulk.mockRestore();
  });

  it("leaves none out", () => {
    expect(inChunks(["a", "b", "c"], 2)).toEqual([["a", "b"], ["c"]]);
    expect(inChunks([])).toEqual([]);
  });
});
