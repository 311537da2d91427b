// Numbers, times and values as people read them.
import type { Attribute } from "../api/shapes";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function number(value: number, digits = 1): string {
  return value.toLocaleString("en-GB", { maximumFractionDigits: digits });
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count, 0)} ${count === 1 ? one : many}`;
}

/** A duration in words, its two largest parts: "1 h 20 min". */
export function duration(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / DAY), "d"],
    [Math.floor((seconds % DAY) / HOUR), "h"],
    [Math.floor((seconds % HOUR) / MINUTE), "min"],
    [Math.round(seconds % MINUTE), "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** How long ago, in one part: "3 h ago". */
export function ago(time: string, now: number = Date.now()): string {
  const seconds = Math.round((now - Date.parse(time)) / 1000);
  if (Number.isNaN(seconds)) return "";
  if (Math.abs(seconds) < 45) return "just now";
  return seconds < 0 ? `in ${age(-seconds)}` : `${age(seconds)} ago`;
}

function age(seconds: number): string {
  if (seconds < HOUR) return `${Math.max(1, Math.round(seconds / MINUTE))} min`;
  if (seconds < 2 * DAY) return `${Math.round(seconds / HOUR)} h`;
  if (seconds < 60 * DAY) return `${Math.round(seconds / DAY)} days`;
  if (seconds < 730 * DAY) return `${Math.round(seconds / (30 * DAY))} months`;
  return `${Math.round(seconds / (365 * DAY))} years`;
}

/** A time in the person's zone. */
export function local(time: string, zone?: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return date.toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
  });
}

/** From when until when in the person's zone, which is named: "27 Nov 2026, 20:00 – 20:45 UTC". */
export function span(start: string, end: string, zone?: string): string {
  const [from, to] = [new Date(start), new Date(end)];
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return `${start} – ${end}`;
  const [first, last] = [from, to].map((date) => zoneName(date, zone));
  const [begins, ends] = [local(start, zone), local(end, zone)];
  const [day, clock] = [begins.slice(0, -CLOCK), ends.slice(-CLOCK)];
  const until = ends.startsWith(day) ? clock : ends;
  // Over a change of the clocks the two have zones of their own.
  return first === last ? `${begins} – ${until} ${last}` : `${begins} ${first} – ${until} ${last}`;
}

/** A moment in the person's zone, which is named. */
export function localInZone(time: string, zone?: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : `${local(time, zone)} ${zoneName(date, zone)}`;
}

/** The characters of "20:45". */
const CLOCK = 5;

function zoneName(date: Date, zone?: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short", timeZone: zone }).formatToParts(
    date,
  );
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

export function utc(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 1_000_000) return `${number(count / 1000)} kB`;
  return `${number(count / 1_000_000)} MB`;
}

export function percent(share: number): string {
  const value = share * 100;
  return `${number(value, value > 0 && value < 1 ? 2 : 0)} %`;
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** An attribute's value as text; absent is an en dash. */
export function shown(value: unknown, attribute?: Pick<Attribute, "unit" | "type">): string {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.map((item) => shown(item)).join(", ") || "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") {
    const digits = Number.isInteger(value) ? String(value) : number(value, 6);
    return attribute?.unit ? `${digits} ${attribute.unit}` : digits;
  }
  if (typeof value === "string") return ISO_TIME.test(value) ? local(value) : value;
  return document(value as Record<string, unknown>);
}

function document(value: Record<string, unknown>): string {
  if ("amount" in value && "currency" in value)
    return `${number(Number(value.amount), 2)} ${String(value.currency)}`;
  if ("minor" in value && "currency" in value) {
    return `${number(Number(value.minor) / 100, 2)} ${String(value.currency)}`;
  }
  return JSON.stringify(value);
}

/** `virtual_machine` -> "Virtual machine". */
export function words(name: string): string {
  const spaced = name.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** A clause as a sentence: a capital first, a full stop last. */
export function sentence(clause: string): string {
  return clause
    ? `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${clause.endsWith(".") ? "" : "."}`
    : "";
}

/** A field of an edit as words: `attributes.owner` -> "Owner". */
export function fieldWords(field: string): string {
  return words(field.replace(/^attributes\./, ""));
}

/** One cell of a CSV file (RFC 4180); a leading formula sign is defused for spreadsheets. */
export function csvCell(value: unknown): string {
  const raw =
    value === null || value === undefined ? "" : Array.isArray(value) ? value.join("; ") : shownRaw(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(raw) ? `'${raw}` : raw;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function shownRaw(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function csv(rows: unknown[][]): string {
  return `${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}
