import { expect, it } from "vitest";
import { clicked, observationsOf, observed, rootCauseSearch, searchOf } from "./search";

it("holds what is seen and gives it back", () => {
  const seen = { down: ["a", "b,c"], up: ["d%"] };
  expect(observationsOf(rootCauseSearch(searchOf(seen)))).toEqual(seen);
});

it("lets no CI be seen DOWN and healthy at once", () => {
  expect(observationsOf({ down: "a,a", up: "a,b,b" })).toEqual({ down: ["a"], up: ["b"] });
  expect(observed({ down: ["a"], up: [] }, "a", "up")).toEqual({ down: [], up: ["a"] });
});

it("takes an observation back by the same click", () => {
  const once = clicked({ down: [], up: [] }, "a", "down");
  expect(once).toEqual({ down: ["a"], up: [] });
  expect(clicked(once, "a", "down")).toEqual({ down: [], up: [] });
  expect(clicked(once, "a", "up")).toEqual({ down: [], up: ["a"] });
});

it("drops what it does not know", () => {
  expect(rootCauseSearch({ hours: "5", down: "" })).toEqual({});
});
