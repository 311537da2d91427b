// What the pages read out of a practice: its words, the attributes of its forms, the columns of its list.
import { useQuery } from "@tanstack/react-query";
import type { Noun } from "../api/records";
import type { OfferedStep, Practice, PracticeAttribute, RecordDetail } from "../api/shapes";
import { text } from "../text";
import { words } from "../ui/format";
import { listOf } from "../ui/search-params";
import { practicesQuery } from "./queries";
import { isNoun } from "./search";

/** The practice that an address names; undefined until the practices are known. */
export function usePractice(noun: string): Practice | undefined {
  return useQuery(practicesQuery).data?.find((each) => each.noun === noun);
}

/** How the addresses of a practice's records begin. */
export function nounOf(practices: Practice[] | undefined, name: string): Noun | undefined {
  const noun = practices?.find((each) => each.name === name)?.noun;
  return noun !== undefined && isNoun(noun) ? noun : undefined;
}

export function attributeOf(practice: Practice, name: string): PracticeAttribute | undefined {
  return practice.attributes.find((each) => each.name === name);
}

/** What people fill in, the priority aside, which the impact part of a form asks for. */
const APART = new Set(["priority", "impact", "impact_reason"]);
const HEAD = ["description", "effect", "urgency", "team", "assignee"];
/** Asked for before the CIs, and beside the priority that they decide. */
export const BEFORE_CIS = new Set(["description"]);
export const WITH_PRIORITY = new Set(["effect", "urgency"]);
const FIRST = new Set([
  ...HEAD,
  "requester",
  "category",
  "kind",
  "starts_at",
  "ends_at",
  "justification",
  "tests",
  "backout",
  "text",
  "audience",
  "keywords",
  "item",
  "version",
  "environments",
]);

/** The fields of a form for a new record: what comes first, and the rest on request. */
export function newFields(practice: Practice): { first: PracticeAttribute[]; rest: PracticeAttribute[] } {
  const fields = practice.attributes.filter((each) => !each.derived && !APART.has(each.name));
  const isFirst = (each: PracticeAttribute) =>
    FIRST.has(each.name) || each.declared || neededIn(practice, each, practice.lifecycle.initial);
  return {
    first: headFirst(fields.filter(isFirst)),
    rest: fields.filter((each) => !isFirst(each)),
  };
}

/** Whether a record cannot stand in a state without it. */
export function neededIn(practice: Practice, attribute: PracticeAttribute, state: string): boolean {
  return practice.required.includes(attribute.name) || attribute.required_in.includes(state);
}

/** The fields of a form that edits a record; priority follows from impact and urgency. */
export function editFields(practice: Practice): PracticeAttribute[] {
  return headFirst(practice.attributes.filter((each) => !each.derived && each.name !== "priority"));
}

function headFirst(fields: PracticeAttribute[]): PracticeAttribute[] {
  const rank = (name: string) => (HEAD.includes(name) ? HEAD.indexOf(name) : HEAD.length);
  return [...fields].sort((a, b) => rank(a.name) - rank(b.name));
}

/** The step that usually comes next: the first one forward that neither ends the record nor, if possible, pauses it. */
export function onwardOf(record: RecordDetail, practice: Practice): OfferedStep | undefined {
  const { states } = practice.lifecycle;
  const at = states.findIndex((state) => state.name === record.state);
  if (record.phase !== "open") return undefined;
  const forward = record.steps.filter((step) => {
    const to = states.findIndex((state) => state.name === step.to);
    return to > at && states[to]?.phase !== "closed";
  });
  const running = forward.find((step) => states.find((state) => state.name === step.to)?.clock !== "paused");
  return running ?? forward[0];
}

/** The role in which CIs are chosen for a new record. */
export function ciRole(practice: Practice): string | undefined {
  return practice.links.find((each) => each.to === "ci")?.role;
}

const FACETS = [
  "state",
  "priority",
  "kind",
  "environment",
  "authorisation",
  "audience",
  "item",
  "team",
  "assignee",
];

export function facetsOf(practice: Practice): string[] {
  const own = practice.attributes.filter(
    (each) => each.declared && (each.values.length > 0 || each.type === "boolean"),
  );
  return [
    ...FACETS.filter((field) => field === "state" || attributeOf(practice, field)),
    ...own.map((each) => each.name),
  ];
}

/** Columns of a list: the name by which one is sorted, and its width; 0 takes what is left. */
/** A column of a list; without `sort` nothing can be in its order. */
export type Column = { id: string; sort?: string; width: number };
/** How long a record may still take; known of what is open today only. */
export const LEFT = "left_min";
/** The practices that agreements are about. */
export const PROMISED: ReadonlySet<string> = new Set(["incident", "request"]);
const COLUMNS: Column[] = [
  { id: "priority", sort: "priority", width: 116 },
  { id: LEFT, width: 138 },
  { id: "title", sort: "name", width: 0 },
  { id: "state", sort: "lifecycle", width: 135 },
  { id: "kind", sort: "kind", width: 92 },
  { id: "version", sort: "version", width: 110 },
  { id: "environment", sort: "environment", width: 118 },
  { id: "authorisation", sort: "authorisation", width: 128 },
  { id: "audience", sort: "audience", width: 105 },
  { id: "starts_at", sort: "starts_at", width: 148 },
  { id: "team", sort: "team", width: 118 },
  { id: "assignee", sort: "assignee", width: 112 },
  { id: "opened_at", sort: "opened_at", width: 98 },
  { id: "key", sort: "key", width: 100 },
];
const EVERY = new Set(["title", "state", "key"]);
/** Of no use where machines tell of what is done. */
const WORKED_ON = new Set(["team", "assignee"]);

export function columnsOf(practice: Practice): Column[] {
  const usual = COLUMNS.filter(
    (column) =>
      EVERY.has(column.id) ||
      (column.id === LEFT && PROMISED.has(practice.name)) ||
      (attributeOf(practice, column.id) && !(practice.told && WORKED_ON.has(column.id))),
  );
  const own = practice.attributes.filter((each) => each.declared && each.indexed);
  const at = usual.findIndex((column) => column.id === "team" || column.id === "key");
  return [
    ...usual.slice(0, at),
    ...own.map((each): Column => ({ id: each.name, sort: each.name, width: 110 })),
    ...usual.slice(at),
  ];
}

/** The column that leads to the record, so that it always stays. */
export const LEADS = "title";

/** Every column that a list may show: the usual ones first, then the other attributes by their words. */
export function allColumns(practice: Practice): Column[] {
  const usual = columnsOf(practice);
  const known = new Set(usual.map((each) => each.id));
  const others = practice.attributes
    .filter((each) => !known.has(each.name))
    .sort((a, b) => a.label.localeCompare(b.label));
  return [
    ...usual,
    ...others.map(
      (each): Column => ({ id: each.name, sort: each.name, width: each.type === "datetime" ? 160 : 130 }),
    ),
  ];
}

/** The columns that an address names in its order; the usual ones where it names none that there is. */
export function chosenColumns(practice: Practice, chosen: string | undefined): Column[] {
  const all = allColumns(practice);
  const found = listOf(chosen).flatMap((id) => all.find((column) => column.id === id) ?? []);
  if (!found.length) return columnsOf(practice);
  return found.some((column) => column.id === LEADS)
    ? found
    : [...all.filter((column) => column.id === LEADS), ...found];
}

/** The words over a column. */
export function headOf(practice: Practice, column: string): string {
  return text.records.columns[column] ?? attributeOf(practice, column)?.label ?? words(column);
}

/** What a table of these columns needs so that titles can be read. */
export function leastWidth(columns: Column[]): number {
  return columns.reduce((sum, column) => sum + (column.width || 260), 0);
}

/** The most urgent first, then the oldest; where nothing has a priority, the newest. */
export function usualSort(practice: Practice): string {
  return practice.prioritised ? "priority,opened_at" : "-opened_at";
}
