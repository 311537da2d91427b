import { expect, it } from "vitest";
import type { Practice } from "../api/shapes";
import { completed } from "./complete";

const practice = {
  noun: "incidents",
  attributes: [
    { name: "team", label: "Team", values: [] },
    { name: "effect", label: "Effect", values: ["down", "degraded"] },
    { name: "priority", label: "Priority", values: [] },
  ],
  lifecycle: { states: [{ name: "in_progress", label: "In progress" }] },
  links: [{ role: "affects", label: "affects" }],
} as unknown as Practice;
const texts = (query: string) => completed(practice, query, query.length).options.map((each) => each.text);

it("offers fields and links by their beginning, also after a minus", () => {
  expect(texts("e")).toEqual(["effect:"]);
  expect(texts("team:x -af")).toEqual(["affects:"]);
  expect(completed(practice, "-te", 3)).toMatchObject({ from: 1, to: 3 });
});

it("offers the values that a field declares", () => {
  expect(texts("effect:d")).toEqual(["down", "degraded"]);
  expect(texts("status:")).toEqual(["in_progress"]);
  expect(texts("priority:")).toEqual(["1", "2", "3", "4", "5"]);
  expect(texts("team:")).toEqual([]);
});
