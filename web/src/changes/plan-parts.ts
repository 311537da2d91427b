// The parts of a change's plan as a form holds them, and back; pure.
import type { Plan, PlanEdit } from "../what-if/plan";

export type Window = { start: string; end: string };
export type ChangePlanDocument = Plan & {
  kind?: string;
  window?: Window;
  backout_minutes?: number;
  tests?: string;
  backout?: string;
  description?: string;
};
/** One CI that is taken down, its numbers as they are typed. */
export type DownRow = { ci: string; state: "down" | "degraded"; start: string; minutes: string };
/** What a form holds: times as the fields of the browser write them, in the person's zone. */
export type Parts = {
  title: string;
  kind: string;
  description: string;
  start: string;
  end: string;
  backoutMinutes: string;
  tests: string;
  backout: string;
  down: DownRow[];
  edits: PlanEdit[];
};
export type Part = keyof Parts;
export type Faults = Partial<Record<string, "time" | "order" | "number" | "title" | "offset">>;

export const NO_PARTS: Parts = {
  title: "",
  kind: "normal",
  description: "",
  start: "",
  end: "",
  backoutMinutes: "",
  tests: "",
  backout: "",
  down: [],
  edits: [],
};

const two = (value: number) => String(value).padStart(2, "0");

/** An instant as a field for date and time writes it, in the zone of the browser. */
export function toField(instant: string | undefined): string {
  const at = new Date(instant ?? "");
  if (Number.isNaN(at.getTime())) return "";
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The instant that a field means; null where it says none. */
export function fromField(typed: string): string | null {
  const at = new Date(typed);
  return typed === "" || Number.isNaN(at.getTime()) ? null : at.toISOString().replace(".000Z", "Z");
}

const said = (value: unknown) => (value === undefined || value === null ? "" : String(value));

export function partsOf(plan: ChangePlanDocument): Parts {
  return {
    title: plan.title ?? "",
    kind: plan.kind ?? "normal",
    description: plan.description ?? "",
    start: toField(plan.window?.start),
    end: toField(plan.window?.end),
    backoutMinutes: said(plan.backout_minutes),
    tests: plan.tests ?? "",
    backout: plan.backout ?? "",
    down: (plan.down ?? []).map((each) => ({
      ci: each.ci,
      state: each.state ?? "down",
      start: said(each.start_minutes),
      minutes: said(each.minutes),
    })),
    edits: plan.edits,
  };
}

/** What cannot be, by the field that says it. */
export function faultsOf(parts: Parts, titled: boolean): Faults {
  const faults: Faults = {};
  const [start, end] = [fromField(parts.start), fromField(parts.end)];
  if (titled && !parts.title.trim()) faults.title = "title";
  if ((parts.start || parts.end) && !start) faults.start = "time";
  if ((parts.start || parts.end) && !end) faults.end = "time";
  if (start && end && Date.parse(end) <= Date.parse(start)) faults.end = "order";
  if (!isCount(parts.backoutMinutes, 0)) faults.backoutMinutes = "number";
  for (const [index, row] of parts.down.entries()) {
    if (!isCount(row.start, -Infinity)) faults[`down.${index}.start`] = "offset";
    if (!isCount(row.minutes, 0)) faults[`down.${index}.minutes`] = "number";
  }
  return faults;
}

function isCount(typed: string, least: number): boolean {
  const value = Number(typed.trim());
  return typed.trim() === "" || (Number.isInteger(value) && value >= least);
}

/** The plan document that a form means; what the form does not show stays as it was. */
export function planOfParts(parts: Parts, before: ChangePlanDocument): ChangePlanDocument {
  const {
    window: _,
    down: __,
    tests: _t,
    backout: _b,
    description: _d,
    backout_minutes: _m,
    ...rest
  } = before;
  const [start, end] = [fromField(parts.start), fromField(parts.end)];
  const count = (typed: string) => (typed.trim() === "" ? undefined : Number(typed));
  const down = parts.down.map(({ ci, state, start: offset, minutes }) =>
    present({ ci, state, start_minutes: count(offset), minutes: count(minutes) }),
  );
  return {
    ...rest,
    ...present({
      title: parts.title.trim() || undefined,
      kind: parts.kind || undefined,
      description: parts.description.trim() || undefined,
      window: start && end ? { start, end } : undefined,
      backout_minutes: count(parts.backoutMinutes),
      tests: parts.tests.trim() || undefined,
      backout: parts.backout.trim() || undefined,
      down: down.length ? down : undefined,
    }),
    edits: parts.edits,
  };
}

function present<T extends object>(document: T): T {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined)) as T;
}

/** The parts in which two forms differ. */
export function differing(one: Parts, other: Parts): Part[] {
  return (Object.keys(one) as Part[]).filter(
    (part) => JSON.stringify(one[part]) !== JSON.stringify(other[part]),
  );
}
