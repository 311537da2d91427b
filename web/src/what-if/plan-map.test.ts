import { expect, it } from "vitest";
import type { CiDetail, Relation, RelationType } from "../api/shapes";
import { EMPTY, type Plan, withEdit } from "./plan";
import { planMap } from "./plan-map";

const relation = (from: string, type: string, to: string, consumer = "from"): Relation =>
  ({
    id: `${from} ${type} ${to}`,
    from,
    type,
    to,
    group: null,
    consumer,
    from_name: from,
    to_name: to,
  }) as Relation;
const ci = (key: string, ...relations: Relation[]): CiDetail =>
  ({ key, name: key, class: "server", relations }) as unknown as CiDetail;
const TYPES = [{ name: "runs_on", consumer: "from" }] as RelationType[];

const APP = ci("app", relation("app", "runs_on", "vm"), relation("pay", "depends_on", "app"));

const drawn = (plan: Plan) =>
  planMap({ open: [APP], plan, types: TYPES, names: {}, states: new Map([["vm", "down"]]), selected: "app" });

it("draws what a CI stands on below it and what stands on it above", () => {
  const map = drawn(EMPTY);
  const y = Object.fromEntries(map.shapes.map((shape) => [shape.id, shape.y]));
  expect((y.pay ?? 0) < (y.app ?? 0) && (y.app ?? 0) < (y.vm ?? 0)).toBe(true);
  expect(map.shapes.find((shape) => shape.id === "vm")?.state).toBe("down");
  expect(map.links).toHaveLength(2);
});

it("marks what the plan adds, removes and retires, in words too", () => {
  const plan = (
    [
      { op: "add", as: "$vm2", class: "virtual_machine", name: "vm-2" },
      { op: "relate", from: "app", type: "runs_on", to: "$vm2" },
      { op: "unrelate", from: "app", type: "runs_on", to: "vm" },
      { op: "retire", ci: "vm" },
    ] as const
  ).reduce<Plan>(withEdit, EMPTY);
  const map = drawn(plan);
  expect(map.shapes.map((shape) => shape.label).sort()).toEqual(["app", "new: vm-2", "pay", "retired: vm"]);
  expect(map.links.flatMap((link) => link.label ?? []).sort()).toEqual(["added", "removed"]);
  expect(map.shapes.find((shape) => shape.id === "$vm2")?.y).toBe(map.shapes.find((s) => s.id === "vm")?.y);
});

it("breaks wide rows and lets no shape lie on another", () => {
  const many = Array.from({ length: 40 }, (_, index) => relation("app", "runs_on", `vm-${index}`));
  const map = planMap({
    open: [ci("app", ...many)],
    plan: EMPTY,
    types: TYPES,
    names: {},
    states: null,
    selected: undefined,
  });
  expect(map.shapes[0]?.state).toBe("none");
  expect(new Set(map.shapes.map(({ x, y }) => `${x} ${y}`)).size).toBe(41);
  expect(Math.max(...map.shapes.map(({ x }) => Math.abs(x)))).toBeLessThan(500);
});
