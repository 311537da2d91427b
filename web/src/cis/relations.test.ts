import { expect, it } from "vitest";
import type { Relation } from "../api/shapes";
import { neighbourhood } from "./neighbourhood";
import { grouped, otherEnd, reporters, sideOf } from "./relations";

const relation = (from: string, to: string, more: Partial<Relation> = {}) =>
  ({
    id: `${from} ${to}`,
    from,
    to,
    type: "runs_on",
    consumer: "from",
    from_name: from,
    to_name: to,
    label: "runs on",
    reverse: "runs",
    group: null,
    reported_by: [],
    ...more,
  }) as Relation;

it("tells what a CI stands on from what stands on it", () => {
  expect(sideOf(relation("app", "vm"), "app")).toBe("stands_on");
  expect(sideOf(relation("app", "vm"), "vm")).toBe("carries");
  expect(sideOf(relation("rack", "srv", { consumer: "to" }), "srv")).toBe("stands_on");
  expect(sideOf(relation("a", "b", { consumer: "neither" }), "a")).toBe("neutral");
});

it("groups by way and words, each sorted by name", () => {
  const groups = grouped([relation("vm", "hv-2"), relation("app", "vm"), relation("vm", "hv-1")], "vm", []);
  expect(
    groups.map((group) => [group.side, group.label, group.relations.map((each) => otherEnd(each, "vm").key)]),
  ).toEqual([
    ["stands_on", "runs on", ["hv-1", "hv-2"]],
    ["carries", "runs", ["app"]],
  ]);
});

it("names the sources that report it", () => {
  expect(reporters(relation("a", "b", { reported_by: ["obs:netbox:7", "obs:netbox:8", "manual"] }))).toBe(
    "netbox",
  );
});

it("puts providers below and consumers above", () => {
  const vm = {
    key: "vm",
    name: "vm",
    class: "virtual_machine",
    relations: [relation("vm", "hv"), relation("app", "vm")],
  } as never;
  const { shapes, links } = neighbourhood(vm, []);
  const y = Object.fromEntries(shapes.map((shape) => [shape.id, Math.sign(shape.y)]));
  expect(y).toEqual({ vm: 0, hv: 1, app: -1 });
  expect(links).toHaveLength(2);
});
