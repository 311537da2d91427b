import { expect, it } from "vitest";
import type { ImportRow } from "../api/shapes";
import { correctedRows, headingsOf } from "./quarantine";
import { targetOf, targetWord } from "./targets";

const ROWS = [
  { row: "1", raw: { Name: "a", RAM: "x" } },
  { row: "2", raw: { Name: "b", Rack: "7" } },
] as unknown as ImportRow[];

it("sends only rows that were changed, whole", () => {
  expect(correctedRows(ROWS, { "1": { RAM: "16" }, "2": { Rack: "7" } })).toEqual([
    { row: "1", raw: { Name: "a", RAM: "16" } },
  ]);
});

it("shows every heading once", () => {
  expect(headingsOf(ROWS)).toEqual(["Name", "RAM", "Rack"]);
});

it("keeps a target that is not changed as it is, with all that it says", () => {
  const before = { relation: "powered_by", class: "pdu" };
  expect(targetOf(targetWord(before), before)).toBe(before);
  expect(targetOf("attribute serial", before)).toEqual({ attribute: "serial" });
  expect(targetOf("ignore", before)).toEqual({ ignore: true });
});
