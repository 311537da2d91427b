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

it("has none for what is no refusal", () => {
  expect(errorsOf(new Error("x"), "users")).toEqual([]);
});
