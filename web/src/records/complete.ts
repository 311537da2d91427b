// What may stand at the caret of a query about records: fields, then the values that a field declares.
import type { Completion, Practice } from "../api/shapes";

type Option = Completion["options"][number];
const MOST = 30;

export function completed(practice: Practice, query: string, position: number): Completion {
  const start = query.slice(0, position).search(/[^\s()]*$/);
  const word = query.slice(start, position);
  const colon = word.lastIndexOf(":");
  if (colon < 0) {
    const typed = word.replace(/^-/, "");
    const options = fields(practice).filter((option) => begins(option.text, typed));
    return { from: position - typed.length, to: position, options: options.slice(0, MOST) };
  }
  const field = word.slice(0, colon).replace(/^-/, "");
  const typed = word.slice(colon + 1);
  const options = values(practice, field).filter((option) => begins(option.text, typed));
  return { from: position - typed.length, to: position, options };
}

function begins(text: string, typed: string): boolean {
  return text.toLowerCase().startsWith(typed.toLowerCase());
}

function fields(practice: Practice): Option[] {
  return [
    { text: "status:", kind: "field", hint: "state" },
    ...practice.attributes.map((each) => ({ text: `${each.name}:`, kind: "field", hint: each.label })),
    ...practice.links.map((each) => ({ text: `${each.role}:`, kind: "relation", hint: each.label })),
  ] as Option[];
}

const NUMBERED: Record<string, number> = { priority: 5, impact: 3, urgency: 3 };

function values(practice: Practice, field: string): Option[] {
  if (field === "status" || field === "lifecycle") {
    return practice.lifecycle.states.map((state) => option(state.name, state.label));
  }
  const attribute = practice.attributes.find((each) => each.name === field);
  const numbers = Array.from({ length: NUMBERED[field] ?? 0 }, (_, index) => String(index + 1));
  return [...(attribute?.values ?? []), ...numbers].map((value) => option(value, ""));
}

function option(text: string, hint: string): Option {
  return { text, kind: "value", hint } as Option;
}
