// Moving a window: by how much, and to where; times in milliseconds.
const MINUTE = 60_000;
export const STEP = 15 * MINUTE;
const HOUR = 60 * MINUTE;

/** A change that is held: where its window began, where it would begin, and how long it is with and without backing out. */
export type Held = { key: string; from: number; start: number; length: number; whole: number };

/** To the nearest quarter of an hour. */
export const snapped = (at: number) => Math.round(at / STEP) * STEP;

/** Where a window goes that a key moves: a quarter of an hour sideways, an hour with Shift, a day up and down. */
export function nudged(start: number, key: string, wide: boolean): number | null {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (by !== undefined) return start + by * (wide ? HOUR : STEP);
  const days = { ArrowDown: 1, ArrowUp: -1 }[key];
  return days === undefined ? null : aDay(start, days);
}

/** The same time on another day, in the zone of the browser: days may have 23 or 25 hours. */
function aDay(start: number, days: number): number {
  const at = new Date(start);
  return at.setDate(at.getDate() + days);
}

/** Where a window goes that is dragged over a share of a span. */
export function dragged(from: number, share: number, span: { from: number; to: number }): number {
  return snapped(from + share * (span.to - span.from));
}
