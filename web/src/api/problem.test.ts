import { expect, it } from "vitest";
import { errorsElsewhere, errorsOf, Problem } from "./problem";

const error = new Problem(422, {
  title: "Not written",
  errors: [
    { where: "attributes.users", reason: "is not a whole number", allowed: "0.." },
    { where: "json.name", reason: "is empty" },
    { where: "ci", reason: "is gone", allowed: "" },
  ],
});

it("puts each error beside its field", () => {
  expect(errorsOf(error, "users")).toEqual(["is not a whole number; allowed: 0.."]);
  expect(errorsOf(error, "name")).toEqual(["is empty"]);
  expect(errorsElsewhere(error, ["users", "name"])).toEqual(["ci: is gone"]);
});

it("takes a place out of the sentence that begins with it", () => {
  const told = new Problem(422, {
    errors: [
      {
        where: "edit",
        reason: "edit.attributes.users: Users is too large; got 9; allowed: at most 5",
        allowed: "at most 5",
      },
    ],
  });
  expect(errorsOf(told, "users")).toEqual(["Users is too large; got 9; allowed: at most 5"]);
});

it("has none for what is no refusal", () => {
  expect(errorsOf(new Error("x"), "users")).toEqual([]);
});
