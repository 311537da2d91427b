import { expect, it } from "vitest";
import { roomForLabels } from "./labels";

const at = (id: string, x: number, weight = 0) => ({ id, label: "a-long-name", x, y: 0, weight });

it("lets no name lie on another; the weightier has its way", () => {
  expect([...roomForLabels([at("a", 0), at("b", 30, 5), at("c", 200)], 1)].sort()).toEqual(["b", "c"]);
});

it("finds more room when one comes nearer", () => {
  expect(roomForLabels([at("a", 0), at("b", 30)], 1).size).toBe(1);
  expect(roomForLabels([at("a", 0), at("b", 30)], 4).size).toBe(2);
});
