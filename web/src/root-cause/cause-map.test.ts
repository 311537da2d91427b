import { expect, it } from "vitest";
import type { ImpactMap } from "../api/shapes";
import { causeMap } from "./cause-map";
import type { Compared } from "./verdict";

const node = (key: string, x: number, y: number) => ({ id: key, key, label: key, state: "down", x, y });
const MAP = {
  nodes: [node("sw", 0, 0), node("app", 90, 0)],
  edges: [],
  rings: [0, 90],
} as unknown as ImpactMap;
const row = (key: string, verdict: Compared["verdict"], seen: Compared["seen"]): Compared => ({
  key,
  name: key,
  class: "",
  predicted: "down",
  seen,
  verdict,
});

it("marks what is seen by shape and by word, and draws what the cause does not reach", () => {
  const rows = [row("app", "contradicted", "up"), row("mail", "missed", "down"), row("sw", "open", null)];
  const { shapes } = causeMap(MAP, rows);
  expect(shapes.map(({ label, mark }) => [label, mark])).toEqual([
    ["sw", undefined],
    ["contradicted\napp", "contradicted"],
    ["missed\nmail", "missed"],
  ]);
  expect(shapes[2]?.y).toBeGreaterThan(90);
});
