import { expect, it } from "vitest";
import { spreadLayers } from "./layers";

const row = (y: number, xs: number[]) => xs.map((x) => ({ id: `${x},${y}`, x, y }));

it("spreads what is narrow and keeps what is widest", () => {
  const places = spreadLayers([...row(0, [-400, 0, 400]), ...row(-100, [-50, 50])]);
  expect(places.get("400,0")).toEqual({ x: 400, y: 0 });
  expect(places.get("50,-100")?.x).toBe(200);
  expect(places.get("50,-100")?.y).toBe(-500);
});

it("leaves one shape and none alone", () => {
  expect(spreadLayers([]).size).toBe(0);
  expect(spreadLayers(row(7, [3])).get("3,7")).toEqual({ x: 3, y: 7 });
});
