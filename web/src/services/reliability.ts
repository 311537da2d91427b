// Figures of reliability as people read them, and the branches of the picture.
import type { Availability, CutSets } from "../api/shapes";
import { duration, number } from "../ui/format";

const SECONDS_A_YEAR = 365.25 * 24 * 3600;
const FEWEST = 2;
const MOST = 9;

/** An availability with as many nines as it takes to tell it from 100 %: "99.857 %". */
export function availabilityWords(unavailability: number): string {
  if (unavailability <= 0) return "100 %";
  const digits = Math.min(MOST, Math.max(FEWEST, Math.ceil(-Math.log10(unavailability))));
  return `${((1 - unavailability) * 100).toFixed(digits)} %`;
}

/** How many minutes a year something is DOWN. */
export function minutesAYear(unavailability: number): number {
  return (unavailability * SECONDS_A_YEAR) / 60;
}

export function minutesWords(unavailability: number): string {
  const minutes = minutesAYear(unavailability);
  return `${number(minutes, minutes < 10 ? 2 : 0)} min`;
}

/** The same in words: to the minute, below ten minutes to the second. */
export function yearWords(unavailability: number): string {
  const minutes = minutesAYear(unavailability);
  return duration(minutes < 10 ? Math.round(minutes * 60) : Math.round(minutes) * 60);
}

/** A small probability: "0.14 %", "2.1 × 10⁻⁶". */
export function probabilityWords(value: number): string {
  if (value === 0) return "0";
  if (value >= 0.0001) return `${number(value * 100, 4)} %`;
  const power = Math.floor(Math.log10(value));
  return `${number(value / 10 ** power, 1)} × 10${superscript(power)}`;
}

function superscript(power: number): string {
  const signs: Record<string, string> = { "-": "⁻" };
  return [...String(power)].map((sign) => signs[sign] ?? "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)]).join("");
}

export function factorWords(value: number | null | undefined): string {
  if (value == null) return "∞";
  return `${number(value, value < 10 ? 3 : 0)} ×`;
}

export type CutSet = { cis: string[]; probability: number | null };

/** The cut sets of one size, the likeliest first; without figures in the order of the API. */
export function cutSetsOf(found: CutSets, size: number, availability: Availability | undefined): CutSet[] {
  const figures = new Map(availability?.importance.map((each) => [each.key, each.unavailability]));
  const sets = found.cut_sets
    .filter((cis) => cis.length === size)
    .map((cis) => ({
      cis,
      probability: availability ? product(cis.map((ci) => figures.get(ci) ?? 0)) : null,
    }));
  return sets.sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0));
}

function product(values: number[]): number {
  return values.reduce((all, value) => all * value, 1);
}

/** The sizes that occur, and how many sets each has, listed or only counted. */
export function sizesOf(found: CutSets): { size: number; count: number }[] {
  return Object.entries(found.counts)
    .map(([size, count]) => ({ size: Number(size), count }))
    .sort((a, b) => a.size - b.size);
}

export type Branch = { size: number; sets: CutSet[]; rest: number };

/** What the picture shows of each size: the likeliest few; the table has them all. */
export function branchesOf(found: CutSets, availability: Availability | undefined, most: number): Branch[] {
  return sizesOf(found).flatMap(({ size, count }) => {
    const sets = cutSetsOf(found, size, availability).slice(0, Math.max(2, Math.ceil(most / size)));
    return sets.length ? [{ size, sets, rest: count - sets.length }] : [];
  });
}
