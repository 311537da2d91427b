import { expect, it } from "vitest";
import { meaning } from "./keys";

const go = () => undefined;
const next = () => undefined;
const MAP = { "g c": go, j: next, c: next };

it("knows sequences and single keys", () => {
  expect(meaning(MAP, null, "g")).toEqual({ act: undefined, begins: true });
  expect(meaning(MAP, "g", "c")).toEqual({ act: go, begins: false });
  expect(meaning(MAP, null, "j")).toEqual({ act: next, begins: false });
});

it("lets a key that ends no sequence count for itself", () => {
  expect(meaning(MAP, "e", "g")).toEqual({ act: undefined, begins: true });
  expect(meaning(MAP, "g", "j")).toEqual({ act: next, begins: false });
});
