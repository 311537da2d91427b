// A figure of a measure in words, and whether it meets its target.
import type { Figure, Measure } from "../api/measures";
import { duration, number, plural, sentence } from "../ui/format";
import { COUNTED } from "./roles";

export type Better = Measure["better"];
export type Verdict = "met" | "missed" | "none";

/** A share in per cent; what falls short of the whole is never rounded up to it. */
export function shareWords(share: number): string {
  const value = share * 100;
  const digits = value > 99 && value < 100 ? Math.min(4, Math.ceil(-Math.log10(100 - value)) + 1) : 1;
  const scale = 10 ** Math.max(1, digits);
  const cut = value < 100 ? Math.min(Math.round(value * scale) / scale, 100 - 1 / scale) : value;
  return `${number(cut, Math.max(1, digits))} %`;
}

/** A value with its unit, as people say it. */
export function valueWords(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return "–";
  switch (unit) {
    case "seconds":
      return duration(Math.round(value));
    case "share":
      return shareWords(value);
    case "of 5":
      return `${number(value, 2)} of 5`;
    case "tickets":
      return plural(value, "ticket");
    case "incidents":
      return plural(value, "incident");
    case "money":
      return number(value, 2);
    default:
      return `${number(value, 2)} ${unit}`;
  }
}

/** What a record adds: of a share, whether it counts, or how much it takes; of a number of things, itself. */
export function addedWords(value: number | null, unit: string, words: { yes: string; no: string }): string {
  if (value === null) return "–";
  if (unit === "share" || unit === "incidents" || unit === "tickets") {
    if (value === 1) return words.yes;
    if (value === 0) return words.no;
    if (unit === "share" && value < 0)
      return `−${(-value * 100).toLocaleString("en-GB", { maximumSignificantDigits: 2 })} %`;
  }
  return valueWords(value, unit);
}

export function verdictOf({ value, target }: Pick<Figure, "value" | "target">, better: Better): Verdict {
  if (value === null || target === null) return "none";
  return (better === "up" ? value >= target : value <= target) ? "met" : "missed";
}

/** How many of what stand behind a figure: "141 incidents". */
export function countWords(name: string, count: number): string {
  const [one, many] = COUNTED[name] ?? ["figure", "figures"];
  return plural(count, one, many);
}

/** The groups that do worst first; those without a figure last, equals by name. */
export function worstFirst(figures: Figure[], better: Better): Figure[] {
  const sign = better === "up" ? 1 : -1;
  return [...figures].sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return sign * (a.value - b.value) || String(a.group).localeCompare(String(b.group));
  });
}

/** Words of the API mark names by grave accents; a page sets them in quotation marks. */
export function plain(words: string): string {
  return words.replaceAll(/`([^`]+)`/g, "“$1”");
}

/** Why there is no figure, as a sentence of its own; what the measure "is" gets its subject. */
export function reasonWords(reason: string | undefined): string {
  return sentence(reason?.startsWith("is ") ? `it ${reason}` : (reason ?? ""));
}
