// Periods: how the address says them, how often a course is told over one, and what its parts are called.
import type { Every } from "../api/measures";

export const LAST_DAYS = [7, 30, 90, 365] as const;
const USUAL = 30;
const DAY = 86_400_000;
const DATE = /^\d{4}-\d\d-\d\d$/;

export type Said = { days: number } | { from: string; to: string };

/** A period of the address; absent is the last 30 days. What cannot be read so is left to the server's words. */
export function said(period: string | undefined): Said {
  const days = /^(\d{1,4})d$/.exec(period ?? `${USUAL}d`);
  if (days) return { days: Number(days[1]) };
  const [from = "", to = ""] = (period ?? "").split("..").map((end) => end.slice(0, 10));
  return { from: DATE.test(from) ? from : "", to: DATE.test(to) ? to : "" };
}

/** The period of so many days as the address says it; the usual one is not said. */
export function lastDays(days: number): string | undefined {
  return days === USUAL ? undefined : `${days}d`;
}

export function lengthInDays(period: string | undefined, now: number = Date.now()): number {
  const meant = said(period);
  if ("days" in meant) return meant.days;
  const end = meant.to ? Date.parse(meant.to) + DAY : now;
  const days = (end - Date.parse(meant.from)) / DAY;
  return Number.isFinite(days) ? days : USUAL;
}

/** Days for a month, weeks for half a year, months beyond. */
export function everyOf(period: string | undefined, now?: number): Every {
  const days = lengthInDays(period, now);
  return days <= 45 ? "day" : days <= 190 ? "week" : "month";
}

export function endsOf(period: string): [string, string] {
  const [from = "", to = ""] = period.split("..");
  return [from, to];
}

const day = (time: string, year: boolean) =>
  new Date(time).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: year ? "numeric" : undefined,
    timeZone: "UTC",
  });

/** A part of a course; days, weeks and months are those of UTC, as the server cuts them. */
export function partWords(period: string, every: Every, weekFrom: (day: string) => string): string {
  const [from] = endsOf(period);
  if (every === "month")
    return new Date(from).toLocaleDateString("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
  return every === "week" ? weekFrom(day(from, false)) : day(from, false);
}

/** The same, short enough to stand under an axis. */
export function partMark(period: string, every: Every): string {
  const [from] = endsOf(period);
  if (every !== "month") return day(from, false);
  return new Date(from).toLocaleDateString("en-GB", { month: "short", year: "2-digit", timeZone: "UTC" });
}

/** The first and the last day of a period: "25 Aug 2026 – 23 Nov 2026". */
export function periodWords(period: string): string {
  const [from, to] = endsOf(period);
  const last = new Date(Date.parse(to) - 1).toISOString();
  return `${day(from, true)} – ${day(last, true)}`;
}
