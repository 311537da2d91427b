// A course as a line: its scale, its ticks, and the pieces between the parts that have no figure.

export type Scale = { low: number; high: number; step: number };
type Values = readonly (number | null)[];

const DAY = 86_400;
const TIMES = [
  1,
  5,
  10,
  30,
  60,
  120,
  300,
  600,
  1800,
  3600,
  7200,
  10_800,
  21_600,
  43_200,
  DAY,
  2 * DAY,
  5 * DAY,
  10 * DAY,
  30 * DAY,
  60 * DAY,
  120 * DAY,
  365 * DAY,
];
const PARTS = 4;
/** From this share of the largest on, the smallest value is where a scale begins, not nought. */
const CLOSE = 0.6;

function stepOf(span: number, unit: string): number {
  const least = span / PARTS;
  if (unit === "seconds") return TIMES.find((step) => step >= least) ?? 365 * DAY;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = ([1, 2, 5, 10].find((times) => times * power >= least * 0.999) ?? 10) * power;
  return unit === "tickets" || unit === "incidents" ? Math.max(1, step) : step;
}

/** From where to where a line is drawn, in even steps, with the target within. */
export function scaleOf(values: Values, target: number | null, unit: string): Scale {
  const known = [...values, target].filter((value) => value !== null);
  const most = Math.max(0, ...known);
  const least = Math.min(most, ...known);
  const close = known.length > 1 && least < most && least > CLOSE * most;
  const from = close ? least : 0;
  const step = stepOf(most - from || most || 1, unit);
  const low = round(Math.floor(from / step + 1e-9) * step);
  const high = round(Math.max(low + step, Math.ceil(most / step - 1e-9) * step));
  return { low, high: unit === "share" ? Math.min(1, high) : high, step };
}

const round = (value: number) => Number(value.toPrecision(12));

export function ticksOf({ low, high, step }: Scale): number[] {
  const count = Math.floor((high - low) / step + 1e-6);
  return Array.from({ length: count + 1 }, (_, index) => round(low + index * step));
}

/** Where a value lies between the foot (0) and the head (1) of a scale. */
export function heightOf(value: number, { low, high }: Scale): number {
  return high > low ? (value - low) / (high - low) : 0;
}

export function placeOf(index: number, count: number): number {
  return count > 1 ? index / (count - 1) : 0.5;
}

/** The line as a path: a piece for each run of parts with a figure; what stands alone is a point of `points`. */
export function pathOf(values: Values, scale: Scale, width: number, height: number) {
  let line = "";
  let points = "";
  values.forEach((value, index) => {
    if (value === null) return;
    const before = (values[index - 1] ?? null) !== null;
    const after = (values[index + 1] ?? null) !== null;
    const x = (placeOf(index, values.length) * width).toFixed(1);
    const y = ((1 - heightOf(value, scale)) * height).toFixed(1);
    if (before || after) line += `${before ? "L" : "M"}${x} ${y}`;
    else points += `M${x} ${y}h0.01`;
  });
  return { line, points };
}
