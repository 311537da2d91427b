// Tasks of a change as they are planned, without how they stand.
import type { ChangeTask } from "../api/changes";

export type PlannedTask = Pick<
  ChangeTask,
  "id" | "title" | "kind" | "expected" | "owner" | "after" | "required"
>;

export function planOf(tasks: ChangeTask[]): PlannedTask[] {
  const ids = new Set(tasks.map((each) => each.id));
  return tasks.map(({ id, title, kind, expected, owner, after, required }) => ({
    id,
    title,
    kind,
    expected,
    owner,
    // What was taken out is waited for no more.
    after: after.filter((each) => ids.has(each)),
    required,
  }));
}

/** An id that no task has: t1, t2 … */
export function freeId(tasks: Pick<ChangeTask, "id">[]): string {
  const taken = new Set(tasks.map((each) => each.id));
  let count = tasks.length + 1;
  while (taken.has(`t${count}`)) count += 1;
  return `t${count}`;
}
