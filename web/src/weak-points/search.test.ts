import { expect, it } from "vitest";
import { MOST, narrowedOf, PAGE, shownOf, weakPointsSearch, withToggled } from "./search";

it("reads how many rows are asked for, within what can be answered", () => {
  expect(shownOf({})).toBe(PAGE);
  expect(shownOf({ show: "many" })).toBe(PAGE);
  expect(shownOf({ show: "200" })).toBe(200);
  expect(shownOf({ show: "9999999" })).toBe(MOST);
});

it("adds a condition, takes it away, and begins the list anew", () => {
  const asked = weakPointsSearch({ class: "rack", show: "200", open: "rack-1", job: "j1" });
  expect(withToggled(asked, "class", "site")).toEqual({ ...narrowedOf(asked), class: "rack,site" });
  expect(withToggled(asked, "class", "rack")).toEqual({ class: undefined });
  expect(withToggled(asked, "service", "pay")).toEqual({ class: "rack", service: "pay" });
});
