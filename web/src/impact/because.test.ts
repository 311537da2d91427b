import { expect, it } from "vitest";
import { becauseWords, nameList } from "./because";

const because = (more: object) => [{ group: null, rule: "", failed: [], ...more }] as never;

it("names the group, what is up and what is needed", () => {
  const said = becauseWords(
    because({ group: "db", rule: "min_up 1", up: 0, of: 2, needs: 1, failed: ["db-1", "db-2"] }),
  );
  expect(said).toBe("db: 0 of 2 up, needs 1");
});

it("names what is needed by name", () => {
  expect(becauseWords(because({ rule: "needed", failed: ["db-1"] }), { "db-1": "Orders DB" })).toBe(
    "needs Orders DB",
  );
});

it("tells a cycle that holds only itself up", () => {
  expect(becauseWords(because({ rule: "own cycle", cycle: ["s1", "s2"] }))).toBe(
    "held up only by its own cycle: s1, s2",
  );
});

it("counts what it does not name", () => {
  expect(nameList(["a", "b", "c", "d", "e"])).toBe("a, b, c +2");
});

it("says nothing of nothing", () => {
  expect(becauseWords(undefined)).toBe("");
});
