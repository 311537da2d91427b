import { expect, it } from "vitest";
import { placesIn } from "./places";

it("keeps rows and their order, and fills the width that the height allows", () => {
  const nodes = [
    { id: "top", x: 5, y: -280 },
    { id: "b", x: 90, y: -140 },
    { id: "a", x: 0, y: -140 },
    { id: "c", x: 180, y: -140 },
    { id: "base", x: 0, y: 0 },
  ];
  const places = placesIn(nodes, 1.5);
  expect(places.get("top")).toEqual({ x: 0, y: 0 });
  expect(["a", "b", "c"].map((id) => places.get(id))).toEqual([
    { x: -100, y: 100 },
    { x: 0, y: 100 },
    { x: 100, y: 100 },
  ]);
  expect(places.get("base")?.y).toBe(200);
  expect(placesIn([], 1).size).toBe(0);
});
