import { expect, it } from "vitest";
import { Problem } from "../api/problem";
import { accepted, faultOf } from "./complete";

it("takes a suggestion in place of what was typed", () => {
  const completion = { from: 4, to: 6, options: [] };
  expect(accepted("web cl", completion, "class:")).toEqual({ text: "web class:", caret: 10 });
  expect(accepted("web cl x", completion, "class:")).toEqual({ text: "web class: x", caret: 10 });
  expect(accepted("web cl", completion, "server")).toEqual({ text: "web server ", caret: 11 });
});

it("points at the word of an error", () => {
  const error = new Problem(422, { detail: "no such field", position: 4, length: 3 });
  expect(faultOf(error, "web bad:1")).toEqual({ start: 4, end: 7, message: "no such field" });
  expect(faultOf(new Problem(500, {}), "web")).toBeNull();
  expect(faultOf(null, "web")).toBeNull();
});

it("points past the end where something is missing", () => {
  expect(faultOf(new Problem(422, { detail: "?", position: 9, length: 1 }), "a and")).toMatchObject({
    start: 5,
    end: 6,
  });
});
