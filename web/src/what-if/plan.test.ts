import { describe, expect, it } from "vitest";
import {
  asOutage,
  EMPTY,
  isDown,
  isEmpty,
  knownKeys,
  type Plan,
  type PlanEdit,
  placeholderFor,
  readPlan,
  withDown,
  withEdit,
  withoutEdit,
} from "./plan";

const relate: PlanEdit = { op: "relate", from: "app", type: "depends_on", to: "db-3", group: "db" };
const made = (...edits: PlanEdit[]): Plan => edits.reduce(withEdit, EMPTY);

describe("a plan being edited", () => {
  it("drops two edits that undo each other", () => {
    expect(made(relate, { ...relate, op: "unrelate" } as PlanEdit)).toEqual(EMPTY);
    expect(made(relate, { ...relate, op: "unrelate", group: "other" } as PlanEdit).edits).toHaveLength(2);
  });

  it("says the same thing once, the last time", () => {
    expect(made(relate, { ...relate, need: "soft" } as PlanEdit).edits).toEqual([
      { ...relate, need: "soft" },
    ]);
    expect(made({ op: "retire", ci: "a" }, { op: "retire", ci: "a" }).edits).toHaveLength(1);
  });

  it("keeps the fields of one CI in one edit", () => {
    const plan = made(
      { op: "set", ci: "a", attributes: { owner: { was: "x", to: "y" } } },
      { op: "set", ci: "a", attributes: { port: { to: 1 } }, groups: { db: { to: { min_up: 2 } } } },
      { op: "set", ci: "b", name: { to: "B" } },
    );
    expect(plan.edits).toEqual([
      {
        op: "set",
        ci: "a",
        attributes: { owner: { was: "x", to: "y" }, port: { to: 1 } },
        groups: { db: { to: { min_up: 2 } } },
      },
      { op: "set", ci: "b", name: { to: "B" } },
    ]);
  });

  it("forgets what stood on a CI that it no longer adds", () => {
    const plan = withDown(
      made({ op: "add", as: "$x", class: "server", name: "x" }, { ...relate, to: "$x" } as PlanEdit, relate),
      "$x",
      true,
    );
    expect(withoutEdit(plan, 0)).toEqual({ ...EMPTY, edits: [relate], down: [] });
  });

  it("takes down and brings back", () => {
    const down = withDown(EMPTY, "a", true);
    expect(isDown(down, "a")).toBe(true);
    expect(isEmpty(down)).toBe(false);
    expect(withDown(down, "a", false)).toEqual(EMPTY);
  });

  it("names what it adds unlike what it has added", () => {
    const plan = made({ op: "add", as: "$lb-3", class: "load_balancer", name: "LB 3" });
    expect(placeholderFor(EMPTY, "LB 3")).toBe("$lb-3");
    expect(placeholderFor(plan, "lb 3")).toBe("$lb-3-2");
    expect(placeholderFor(EMPTY, "漢")).toBe("$ci");
  });

  it("knows the CIs that it names", () => {
    expect(knownKeys(withDown(made(relate, { ...relate, to: "$x" } as PlanEdit), "ups", true))).toEqual([
      "app",
      "db-3",
      "ups",
    ]);
  });

  it("takes down what it retires where it is drawn", () => {
    expect(asOutage(made({ op: "retire", ci: "a" }, relate))).toEqual({
      ...EMPTY,
      edits: [relate],
      down: [{ ci: "a", state: "down" }],
    });
  });
});

describe("a plan document", () => {
  it("is read with all that it says", () => {
    const document = {
      faultline_change: 1,
      title: "T",
      kind: "normal",
      down: [{ ci: "a", minutes: 20 }],
      edits: [relate],
    };
    expect(readPlan(JSON.stringify(document))).toEqual(document);
  });

  it("is refused in words", () => {
    for (const [text, word] of [
      ["{", "notJson"],
      ["[]", "noPlan"],
      ['{"title": "x"}', "noPlan"],
      ['{"edits": [{"op": "explode"}]}', "noPlan"],
      ['{"faultline_change": 2, "edits": []}', "otherVersion"],
    ] as const)
      expect(() => readPlan(text)).toThrow(word);
  });
});
