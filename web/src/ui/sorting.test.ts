import { expect, it } from "vitest";
import { sortedBy, sortingOf } from "./sorting";

it("turns the order around at the second click", () => {
  expect(sortedBy(undefined, "name")).toBe("-name");
  expect(sortedBy("name", "users")).toBe("users");
  expect(sortedBy("-users", "users")).toBe("users");
  expect(sortingOf("-users,name")).toEqual({ field: "users", descending: true });
});
