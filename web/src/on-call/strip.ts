// Where the shifts of a rota stand on a strip of time.
import type { Shift } from "../api/on-call";

export type Bar = { shift: Shift; left: number; width: number; tone: number; override: boolean };
export type Tick = { at: number; left: number };

/** Its reason names the times of the override, which the shift has itself. */
export const isOverride = (shift: Shift) => shift.why.startsWith("an override");

const TONES = 4;

/** Shifts as shares of the span from 0 to 1, cut at its ends; each person keeps a tone. */
export function barsOf(shifts: Shift[], span: { from: number; to: number }): Bar[] {
  const length = span.to - span.from;
  const people = [...new Set(shifts.map((each) => each.person))].filter(Boolean);
  return shifts.flatMap((shift) => {
    const start = Math.max(Date.parse(shift.start), span.from);
    const end = Math.min(Date.parse(shift.end), span.to);
    if (end <= start) return [];
    return [
      {
        shift,
        left: (start - span.from) / length,
        width: (end - start) / length,
        tone: shift.person === "" ? -1 : people.indexOf(shift.person) % TONES,
        override: isOverride(shift),
      },
    ];
  });
}

/** The Mondays of a span at their local midnight. */
export function ticksOf({ from, to }: { from: number; to: number }): Tick[] {
  const found: Tick[] = [];
  const day = new Date(from);
  day.setHours(0, 0, 0, 0);
  for (; day.getTime() < to; day.setDate(day.getDate() + 1)) {
    if (day.getDay() === 1 && day.getTime() >= from)
      found.push({ at: day.getTime(), left: (day.getTime() - from) / (to - from) });
  }
  return found;
}
