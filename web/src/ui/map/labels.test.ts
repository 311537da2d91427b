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

it("takes a name of two lines for as wide as the longer and as high as both", () => {
  const two = { id: "a", label: "matches\ndb", x: 0, y: 0, weight: 1 };
  expect([...roomForLabels([two, { id: "b", label: "db", x: 0, y: 20, weight: 0 }], 1)]).toEqual(["a"]);
  expect(roomForLabels([two, { id: "c", label: "db", x: 44, y: 0, weight: 0 }], 1).size).toBe(2);
});
