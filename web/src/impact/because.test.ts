import { expect, it } from "vitest";
import { becauseWords, hitWords, nameList } from "./because";

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

it("tells what fails in the scenario from what was DOWN before it", () => {
  const hit = (more: object) => ({ key: "db-1", hops: 0, because: [], ...more }) as never;
  expect(hitWords(hit({}))).toBe("fails in this scenario");
  expect(hitWords(hit({ already: true }))).toBe("already DOWN (maintenance)");
  const why = because({ rule: "needed", failed: ["db-1"] });
  expect(hitWords(hit({ already: true, hops: 1, because: why }))).toBe("already DOWN: needs db-1");
});
