// Weeks, months and quarters in the zone of the browser: days may have 23 or 25 hours.
import type { Schedule } from "../api/schedule";
import type { Filters, View } from "./search";

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

const MONTHS: Record<View, number> = { week: 0, month: 1, quarter: 3 };

/** The week from Monday, the month or the quarter in which a day lies; today where none is given. */
export function rangeOf(view: View, day: string | undefined, now: Date): Range {
  const at = midnight(day, now);
  const months = MONTHS[view];
  const from =
    months === 0 ? monday(at) : new Date(at.getFullYear(), at.getMonth() - (at.getMonth() % months), 1);
  const to = months === 0 ? plus(from, 7) : new Date(from.getFullYear(), from.getMonth() + months, 1);
  return { from, to, days: daysOf(from, to) };
}

const monday = (at: Date) => plus(at, -((at.getDay() + 6) % 7));

function daysOf(from: Date, to: Date): Date[] {
  const days: Date[] = [];
  for (let next = from; next < to; next = plus(next, 1)) days.push(next);
  return days;
}

/** The whole weeks that hold a range, each seven days from Monday. */
export function weeksOf({ from, to }: Range): Date[][] {
  const weeks: Date[][] = [];
  for (let next = monday(from); next < to; next = plus(next, 7)) weeks.push(daysOf(next, plus(next, 7)));
  return weeks;
}

/** The first day of the range before or after. */
export function step(view: View, range: Range, by: 1 | -1): string {
  if (view === "week") return dayWord(plus(range.from, 7 * by));
  return dayWord(new Date(range.from.getFullYear(), range.from.getMonth() + MONTHS[view] * by, 1));
}

export function title(view: View, { from, to }: Range): string {
  if (view === "month") return from.toLocaleDateString("en-GB", { month: "long", year: "numeric" });
  if (view === "quarter") return `Q${Math.floor(from.getMonth() / 3) + 1} ${from.getFullYear()}`;
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

/** The changes that filters let through, with what collides with them. */
export function filtered(schedule: Schedule, { q, kind, state, team }: Filters): Schedule {
  const wanted = q?.trim().toLowerCase();
  const changes = schedule.changes.filter(
    (each) =>
      (!kind || each.kind === kind) &&
      (!state || each.state === state) &&
      (!team || each.team === team) &&
      (!wanted || `${each.key} ${each.title} ${each.assignee ?? ""}`.toLowerCase().includes(wanted)),
  );
  if (changes.length === schedule.changes.length) return schedule;
  const shown = new Set(changes.map((each) => each.key));
  const conflicts = schedule.conflicts.filter((each) => shown.has(each.change) || shown.has(each.with));
  return { ...schedule, changes, conflicts };
}
