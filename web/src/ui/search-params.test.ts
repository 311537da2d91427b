import { expect, it } from "vitest";
import { choiceIn, listOf, listText, parseSearch, stringifySearch, textIn } from "./search-params";

it("writes addresses that people can read", () => {
  expect(stringifySearch({ ci: "a,b", q: "class:server", as_of: undefined, x: "" })).toBe(
    "?ci=a,b&q=class:server",
  );
  expect(stringifySearch({})).toBe("");
});

it("reads back what it wrote", () => {
  const search = { q: 'owner:"Anna & Co" -x:*', as_of: "12", ci: "ä/ü,b" };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

it("keeps digits as text", () => {
  expect(textIn(parseSearch("?as_of=12"), "as_of")).toBe("12");
});

it("lists keys, also with commas in them", () => {
  const keys = ["a", "b,c", "100%", "%2C"];
  expect(listOf(listText(keys))).toEqual(keys);
  expect(listText([])).toBeUndefined();
  expect(listOf(undefined)).toEqual([]);
});

it("takes only what is offered", () => {
  expect(choiceIn({ tab: "map" }, "tab", ["map", "raw"])).toBe("map");
  expect(choiceIn({ tab: "sap" }, "tab", ["map", "raw"])).toBeUndefined();
});
