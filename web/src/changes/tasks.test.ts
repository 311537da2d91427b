import { expect, test } from "vitest";
import type { ChangeTask } from "../api/changes";
import { freeId, planOf } from "./tasks";

const task = (id: string, after: string[] = []): ChangeTask => ({
  id,
  title: id,
  kind: "task",
  expected: "",
  owner: "",
  after,
  required: false,
  state: "ready",
  waits_for: after,
  done_at: null,
  done_by: "",
  found: "",
});

test("a task that was taken out is waited for no more", () => {
  expect(planOf([task("t2", ["t1", "t3"]), task("t3")]).map((each) => each.after)).toEqual([["t3"], []]);
});

test("a new task has an id of its own", () => {
  expect(freeId([])).toBe("t1");
  expect(freeId([task("t1"), task("t3")])).toBe("t4");
  expect(freeId([task("t2")])).toBe("t3");
});
