// How edits are settled that meet what somebody else changed: by what they saw, or by leaving them out.
import type { PlanOutcome } from "../api/shapes";
import type { PlanEdit } from "../what-if/plan";

type Met = Pick<PlanOutcome, "where" | "field" | "now">;

/** The place of an edit in its plan: 2 of `plan.edits[2]`. */
export function placeOf(where: string): number | null {
  const found = /^plan\.edits\[(\d+)\]/.exec(where);
  return found ? Number(found[1]) : null;
}

/** The edits with one that now has seen what is there; null where it is no attribute that it sets. */
export function seenAnew(edits: PlanEdit[], met: Met): PlanEdit[] | null {
  const place = placeOf(met.where);
  const name = /^attributes\.(.+)$/.exec(met.field ?? "")?.[1];
  const edit = place === null ? undefined : edits[place];
  if (edit?.op !== "set" || name === undefined || !edit.attributes || !(name in edit.attributes)) return null;
  const said = edit.attributes[name];
  const attributes = { ...edit.attributes, [name]: { ...(said as object), was: met.now } };
  return edits.map((each, index) => (index === place ? ({ ...edit, attributes } as PlanEdit) : each));
}

export function without(edits: PlanEdit[], place: number): PlanEdit[] {
  return edits.filter((_, index) => index !== place);
}
