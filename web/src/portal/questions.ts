// The questions of a catalogue item's form (JSON Schema of an object), and what was typed as answers.
import type { Answers } from "../api/portal";
import type { Scalar } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";

export type Question = {
  name: string;
  kind: "text" | "date" | "choice" | "integer" | "number" | "boolean";
  title: string;
  description: string;
  required: boolean;
  choices: string[];
  least?: number;
  most?: number;
  longest?: number;
};

type Property = {
  type?: string;
  title?: string;
  description?: string;
  format?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
};

const t = text.portal.catalogue;

/** The questions in the order of the form. */
export function questionsOf(form: Record<string, unknown>): Question[] {
  const properties = inOrder(form);
  const required = new Set(Array.isArray(form.required) ? form.required.map(String) : []);
  return properties.map(([name, said]) => ({
    name,
    kind: kindOf(said),
    title: said.title || name,
    description: said.description ?? "",
    required: required.has(name),
    choices: (said.enum ?? []).map(String),
    least: said.minimum,
    most: said.maximum,
    longest: said.maxLength,
  }));
}

/** The properties of a form as it orders them; those it does not name follow. */
function inOrder(form: Record<string, unknown>): [string, Property][] {
  const properties = (form.properties ?? {}) as Record<string, Property>;
  const first = Array.isArray(form.order) ? form.order.map(String).filter((name) => name in properties) : [];
  const names = [...new Set([...first, ...Object.keys(properties)])];
  return names.map((name) => [name, properties[name] ?? {}]);
}

/** An item's document with its questions in their order, which then says it without a list of names. */
export function withOrder(document: Record<string, unknown>): Record<string, unknown> {
  const form = document.form;
  if (typeof form !== "object" || form === null) return document;
  const { order: _, ...said } = form as Record<string, unknown>;
  return { ...document, form: { ...said, properties: Object.fromEntries(inOrder({ ...form })) } };
}

function kindOf(said: Property): Question["kind"] {
  if (said.enum) return "choice";
  if (said.type === "integer" || said.type === "number" || said.type === "boolean") return said.type;
  return said.format === "date" ? "date" : "text";
}

/** What may be answered, in words; empty where anything may. */
export function boundsOf({ least, most }: Question): string {
  return [
    least === undefined ? "" : t.from(number(least, 6)),
    most === undefined ? "" : t.upTo(number(most, 6)),
  ]
    .filter(Boolean)
    .join(" ");
}

type Read = { answers: Answers; faults: Record<string, string> };

/** What was typed as answers, and the questions whose answer is none; the server checks the rest. */
export function answersOf(questions: Question[], typed: Record<string, string>): Read {
  const found: Read = { answers: {}, faults: {} };
  for (const question of questions) {
    const said = (typed[question.name] ?? "").trim();
    if (said === "") {
      if (question.required) found.faults[question.name] = t.needed(question.title);
      continue;
    }
    const read = answerOf(question, said);
    if ("fault" in read) found.faults[question.name] = read.fault;
    else found.answers[question.name] = read.answer;
  }
  return found;
}

function answerOf({ kind }: Question, said: string): { answer: Scalar } | { fault: string } {
  if (kind === "boolean") return { answer: said === "true" };
  if (kind === "integer")
    return /^[+-]?\d+$/.test(said) ? { answer: Number(said) } : { fault: t.wholeNumber };
  if (kind === "number") {
    const value = Number(said.replace(",", "."));
    return Number.isFinite(value) ? { answer: value } : { fault: t.number };
  }
  if (kind === "date" && !/^\d{4}-\d\d-\d\d$/.test(said)) return { fault: t.date };
  return { answer: said };
}

/** An answer in words. */
export function answerWords(answer: unknown): string {
  if (answer === true) return t.yes;
  if (answer === false) return t.no;
  return typeof answer === "number" ? number(answer, 6) : String(answer ?? "–");
}
