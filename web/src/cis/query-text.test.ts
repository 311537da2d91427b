import { expect, it } from "vitest";
import { asksAbsent, queryValue, valuesOf, withToggled } from "./query-text";

it("adds a condition, a second value, and takes both away", () => {
  const one = withToggled("web", "class", "server");
  expect(one).toBe("web class:server");
  const two = withToggled(one, "class", "switch");
  expect(two).toBe("web class:(server or switch)");
  expect(valuesOf(two, "class")).toEqual(["server", "switch"]);
  expect(withToggled(withToggled(two, "class", "server"), "class", "switch")).toBe("web");
});

it("quotes what a bare word cannot say", () => {
  expect(queryValue('Anna "A" Ruiz')).toBe('"Anna \\"A\\" Ruiz"');
  const query = withToggled("", "owner", "Anna Ruiz");
  expect(query).toBe('owner:"Anna Ruiz"');
  expect(valuesOf(query, "owner")).toEqual(["Anna Ruiz"]);
});

it("leaves conditions inside parentheses alone", () => {
  const query = "depends_on:(class:server)";
  expect(valuesOf(query, "class")).toEqual([]);
  expect(withToggled(query, "class", "switch")).toBe("depends_on:(class:server) class:switch");
});

it("asks for what lacks a field", () => {
  const query = withToggled("web", "owner", null);
  expect(query).toBe("web -owner:*");
  expect(asksAbsent(query, "owner")).toBe(true);
  expect(withToggled(query, "owner", null)).toBe("web");
});
