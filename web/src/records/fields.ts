// How the attributes of records are shown and typed.
import type { PracticeAttribute, RecordDetail } from "../api/shapes";
import type { Edited } from "../cis/draft";
import { shown, words } from "../ui/format";
import { levelWord, priorityWord } from "./priority";

const LONG = new Set([
  "description",
  "resolution",
  "impact_reason",
  "root_cause",
  "workaround",
  "evidence",
  "backout",
  "tests",
  "justification",
  "review",
  "decision_reason",
  "risk_reason",
  "text",
]);
const LEVELS = new Set(["impact", "urgency"]);

export function isLong(attribute: PracticeAttribute): boolean {
  return attribute.type === "text" && LONG.has(attribute.name) && attribute.values.length === 0;
}

/** The values to choose from, with their words; none where anything may be typed. */
export function choicesOf(attribute: PracticeAttribute): { value: string; label: string }[] {
  if (LEVELS.has(attribute.name)) return ["1", "2", "3"].map((value) => ({ value, label: levelWord(value) }));
  return attribute.values.map((value) => ({ value, label: attribute.declared ? value : words(value) }));
}

/** An attribute's value in words. */
export function wordsOf(attribute: PracticeAttribute, value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (LEVELS.has(attribute.name)) return levelWord(value);
  if (attribute.name === "priority") return `${String(value)} ${priorityWord(Number(value))}`;
  return attribute.values.length && !attribute.declared ? words(String(value)) : shown(value);
}

/** What an input for date and time shows of an instant, in this person's zone. */
export function toLocalInput(instant: string): string {
  const date = new Date(instant);
  if (instant === "" || Number.isNaN(date.getTime())) return "";
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** The instant that an input for date and time means. */
export function fromLocalInput(typed: string): string {
  const date = new Date(typed);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().replace(".000Z", "Z");
}

/** A record as the forms that edit CIs read it. */
export type EditedRecord = Edited & { record: RecordDetail };

export function asEdited(record: RecordDetail): EditedRecord {
  const { key, revision, title, state, attributes } = record;
  return { key, revision, name: title, lifecycle: state, attributes, record };
}
