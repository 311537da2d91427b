import { expect, it } from "vitest";
import type { FaultTree, TreeGate } from "../api/shapes";
import { openAtFirst, outlineOf, parentOf, pictureOf, rowsOf } from "./fault-tree";

function gate(id: string, inputs: [string, string][], more: Partial<TreeGate> = {}): TreeGate {
  return {
    id,
    key: id,
    name: id,
    class: "server",
    group: false,
    kind: "or",
    down_at: 1,
    of: inputs.length,
    circle: false,
    inputs: inputs.map(([kind, each]) => ({ kind: kind as "gate", id: each, weight: 1, shown: true })),
    left_out: 0,
    hidden: 0,
    ...more,
  };
}

const TREE = {
  top: "pay",
  gates: [
    gate("pay", [
      ["event", "a"],
      ["gate", "app"],
    ]),
    gate(
      "app",
      [
        ["gate", "pay"],
        ["gate", "far"],
        ["event", "b"],
      ],
      { left_out: 3, hidden: 2 },
    ),
  ],
  events: [
    { key: "a", name: "A", class: "server", unavailability: 0.1 },
    { key: "b", name: "B", class: "server", unavailability: null },
  ],
} as unknown as FaultTree;

it("opens from the top on as long as the picture is small", () => {
  expect([...openAtFirst(TREE)]).toEqual(["", "1"]);
  expect([...openAtFirst(TREE, 3)]).toEqual([""]);
  expect([...openAtFirst(TREE, 1)]).toEqual([""]);
});

it("names what is above itself, what is beyond the bound, and what is left out", () => {
  const rows = rowsOf(TREE, new Set(["", "1"]));
  expect(rows.map((row) => [row.path, row.kind, row.level])).toEqual([
    ["", "gate", 1],
    ["0", "event", 2],
    ["1", "gate", 2],
    ["1.0", "again", 3],
    ["1.1", "beyond", 3],
    ["1.2", "event", 3],
    ["1.3", "left_out", 3],
    ["1.4", "hidden", 3],
  ]);
  expect(rows.slice(3).map((row) => [row.position, row.siblings])).toEqual([
    [1, 5],
    [2, 5],
    [3, 5],
    [4, 5],
    [5, 5],
  ]);
  expect(rowsOf(TREE, new Set([""])).map((row) => row.path)).toEqual(["", "0", "1"]);
  expect(["", "1", "1.4"].map(parentOf)).toEqual([undefined, "", "1"]);
});

it("puts a gate in the middle of its inputs, and no two rows of a column on each other", () => {
  const { placed, wires, height } = pictureOf(rowsOf(TREE, new Set(["", "1"])));
  const at = new Map(placed.map(({ row, y }) => [row.path, y]));
  expect(at.get("1")).toBe(((at.get("1.0") ?? 0) + (at.get("1.4") ?? 0)) / 2);
  expect(wires).toHaveLength(7);
  const leaves = placed.filter(({ row }) => !row.open).map(({ y }) => y);
  expect(leaves).toEqual([...leaves].sort((a, b) => a - b));
  expect(height).toBeGreaterThan(leaves.at(-1) ?? 0);
});

it("stands below each other where there is little room", () => {
  const { placed } = outlineOf(rowsOf(TREE, new Set(["", "1"])));
  const ys = placed.map(({ y }) => y);
  expect(ys).toEqual([...ys].sort((a, b) => a - b));
  expect(placed.map(({ x }) => x)).toEqual([0, 18, 18, 36, 36, 36, 36, 36]);
});
