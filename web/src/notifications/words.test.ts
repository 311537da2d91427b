import { expect, it } from "vitest";
import { NOUNS } from "../api/records";
import { nounOf } from "./words";

it("knows the page of every practice's records by the prefix of their keys", () => {
  const prefixes = ["inc", "prb", "req", "chg", "rel", "dep", "unc", "art"];
  expect(new Set(prefixes.map((each) => nounOf(`${each}-000001`)))).toEqual(new Set(NOUNS));
  expect(nounOf("srv-000001")).toBeUndefined();
});
