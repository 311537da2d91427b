// A plan document and what editing does to it; pure, so that the address, a file and the page hold the same thing.

export type Change = { was?: unknown; to: unknown };
export type SetEdit = {
  op: "set";
  ci: string;
  name?: Change;
  class?: Change;
  lifecycle?: Change;
  attributes?: Record<string, Change>;
  groups?: Record<string, Change>;
};
export type AddEdit = {
  op: "add";
  as?: string;
  class: string;
  name: string;
  attributes?: Record<string, unknown>;
  [more: string]: unknown;
};
export type Ends = { from: string; type: string; to: string; group?: string };
export type RelateEdit = Ends & { op: "relate"; need?: string; weight?: number; [more: string]: unknown };
export type UnrelateEdit = Ends & { op: "unrelate"; [more: string]: unknown };
export type RetireEdit = { op: "retire" | "remove"; ci: string; [more: string]: unknown };
export type PlanEdit = SetEdit | AddEdit | RelateEdit | UnrelateEdit | RetireEdit;
export type Down = { ci: string; state?: "down" | "degraded"; [more: string]: unknown };
export type Plan = {
  faultline_change: 1;
  title?: string;
  down?: Down[];
  edits: PlanEdit[];
  [more: string]: unknown;
};

export const EMPTY: Plan = { faultline_change: 1, edits: [] };
const OPERATIONS = new Set(["set", "add", "relate", "unrelate", "retire", "remove"]);

export function downIn(plan: Plan): Down[] {
  return plan.down ?? [];
}

export function isEmpty(plan: Plan): boolean {
  return plan.edits.length === 0 && downIn(plan).length === 0;
}

/** A plan with one more edit; what says the opposite goes, what speaks of the same fields is said once. */
export function withEdit(plan: Plan, edit: PlanEdit): Plan {
  if (edit.op === "set") return { ...plan, edits: mergedSet(plan.edits, edit) };
  const opposite = plan.edits.findIndex((other) => undoes(other, edit));
  if (opposite >= 0) return withoutEdit(plan, opposite);
  const same = plan.edits.findIndex((other) => saysTheSame(other, edit));
  if (same >= 0) return { ...plan, edits: plan.edits.with(same, edit) };
  return { ...plan, edits: [...plan.edits, edit] };
}

/** A plan without one edit. Without a CI that it added, what spoke of that CI goes too. */
export function withoutEdit(plan: Plan, index: number): Plan {
  const gone = plan.edits[index];
  const edits = plan.edits.filter((_, place) => place !== index);
  const placeholder = gone?.op === "add" ? gone.as : undefined;
  if (!placeholder) return { ...plan, edits };
  return {
    ...plan,
    edits: edits.filter((edit) => !keysOf(edit).includes(placeholder)),
    ...(plan.down ? { down: plan.down.filter((each) => each.ci !== placeholder) } : {}),
  };
}

export function isDown(plan: Plan, ci: string): boolean {
  return downIn(plan).some((each) => each.ci === ci);
}

export function withDown(plan: Plan, ci: string, down: boolean): Plan {
  const rest = downIn(plan).filter((each) => each.ci !== ci);
  const list = down ? [...rest, { ci, state: "down" as const }] : rest;
  const { down: _, ...others } = plan;
  return list.length ? { ...others, down: list } : others;
}

/** A name for a CI that the plan adds, unlike those that there are. */
export function placeholderFor(plan: Plan, name: string): string {
  const taken = new Set(plan.edits.flatMap((edit) => (edit.op === "add" && edit.as ? [edit.as] : [])));
  const word =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "") || "ci";
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? `$${word}` : `$${word}-${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}

export function added(plan: Plan, ci: string): AddEdit | undefined {
  return plan.edits.find((edit): edit is AddEdit => edit.op === "add" && edit.as === ci);
}

export function isRetired(plan: Plan, ci: string): boolean {
  return plan.edits.some((edit) => edit.op === "retire" && edit.ci === ci);
}

export function sameEnds(a: Ends, b: Ends): boolean {
  return a.from === b.from && a.type === b.type && a.to === b.to && (a.group ?? "") === (b.group ?? "");
}

/** The CIs that one edit names. */
export function keysOf(edit: PlanEdit): string[] {
  if (edit.op === "add") return edit.as ? [edit.as] : [];
  if (edit.op === "relate" || edit.op === "unrelate") return [edit.from, edit.to];
  return [edit.ci];
}

/** The CIs that a plan names, each once, in its order; those that it adds are left out. */
export function knownKeys(plan: Plan): string[] {
  const keys = [...plan.edits.flatMap(keysOf), ...downIn(plan).map((each) => each.ci)];
  return [...new Set(keys)].filter((key) => !key.startsWith("$"));
}

/** The plan as an outage for a map: what it retires stays and is DOWN. */
export function asOutage(plan: Plan): Plan {
  const retired = plan.edits.flatMap((edit) => (edit.op === "retire" ? [edit.ci] : []));
  const edits = plan.edits.filter((edit) => edit.op !== "retire");
  return retired.reduce((now, ci) => withDown(now, ci, true), { ...plan, edits });
}

/** Reads a plan document; throws what is wrong with it in words. */
export function readPlan(text: string): Plan {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error("notJson");
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) throw new Error("noPlan");
  const { edits = [], down, title, ...rest } = document as Record<string, unknown>;
  const isPlan = "faultline_change" in rest || "edits" in document;
  if (!isPlan || !Array.isArray(edits) || !edits.every(isEdit)) throw new Error("noPlan");
  if ((rest.faultline_change ?? 1) !== 1) throw new Error("otherVersion");
  const list = Array.isArray(down) ? down : down === undefined ? [] : [down];
  if (!list.every((each) => typeof each === "object" && each !== null && "ci" in each))
    throw new Error("noPlan");
  return {
    ...rest,
    faultline_change: 1,
    ...(typeof title === "string" && title ? { title } : {}),
    ...(list.length ? { down: list as Down[] } : {}),
    edits: edits as PlanEdit[],
  };
}

function isEdit(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    OPERATIONS.has(String((value as Record<string, unknown>).op))
  );
}

function undoes(a: PlanEdit, b: PlanEdit): boolean {
  const pair = (a.op === "relate" && b.op === "unrelate") || (a.op === "unrelate" && b.op === "relate");
  return pair && sameEnds(a as Ends, b as Ends);
}

function saysTheSame(a: PlanEdit, b: PlanEdit): boolean {
  if (a.op !== b.op) return false;
  if (a.op === "relate" || a.op === "unrelate") return sameEnds(a, b as Ends);
  return a.op === "retire" && a.ci === (b as RetireEdit).ci;
}

function mergedSet(edits: PlanEdit[], edit: SetEdit): PlanEdit[] {
  const place = edits.findIndex((other) => other.op === "set" && other.ci === edit.ci);
  const before = edits[place];
  if (before?.op !== "set") return [...edits, edit];
  const next: SetEdit = { ...before, ...edit };
  for (const part of ["attributes", "groups"] as const) {
    if (before[part] || edit[part]) next[part] = { ...before[part], ...edit[part] };
  }
  return edits.with(place, next);
}
