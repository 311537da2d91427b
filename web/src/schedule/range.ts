// Weeks and months in the zone of the browser: days may have 23 or 25 hours.
import type { Schedule } from "../api/changes";
import type { View } from "./search";

export type Range = { from: Date; to: Date; days: Date[] };

const two = (value: number) => String(value).padStart(2, "0");

export function dayWord(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function midnight(word: string | undefined, now: Date): Date {
  const [year = now.getFullYear(), month = now.getMonth() + 1, day = now.getDate()] =
    word?.split("-").map(Number) ?? [];
  return new Date(year, month - 1, day);
}

const plus = (date: Date, days: number) =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);

/** The week from Monday, or the month, in which a day lies; today where none is given. */
export function rangeOf(view: View, day: string | undefined, now: Date): Range {
  const at = midnight(day, now);
  const from =
    view === "week" ? plus(at, -((at.getDay() + 6) % 7)) : new Date(at.getFullYear(), at.getMonth(), 1);
  const to = view === "week" ? plus(from, 7) : new Date(from.getFullYear(), from.getMonth() + 1, 1);
  const days: Date[] = [];
  for (let next = from; next < to; next = plus(next, 1)) days.push(next);
  return { from, to, days };
}

/** The first day of the range before or after. */
export function step(view: View, range: Range, by: 1 | -1): string {
  if (view === "week") return dayWord(plus(range.from, 7 * by));
  return dayWord(new Date(range.from.getFullYear(), range.from.getMonth() + by, 1));
}

export function title(view: View, { from, to }: Range): string {
  if (view === "month") return from.toLocaleDateString("en-GB", { month: "long", year: "numeric" });
  const last = plus(to, -1);
  const month = from.getMonth() === last.getMonth() ? undefined : "short";
  const first = from.toLocaleDateString("en-GB", { day: "numeric", month });
  return `${first} – ${last.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" })}`;
}

/** What of a schedule lies within a range: the answer holds what may still be backed out too. */
export function within(schedule: Schedule, { from, to }: Range): Schedule {
  const changes = schedule.changes.filter(
    (each) => Date.parse(each.start) < to.getTime() && Date.parse(each.until) > from.getTime(),
  );
  const shown = new Set(changes.map((each) => each.key));
  const conflicts = schedule.conflicts.filter((each) => shown.has(each.change) || shown.has(each.with));
  return { ...schedule, changes, conflicts };
}
