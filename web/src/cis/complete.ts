// Taking a suggestion into a query, and the place that an error points at.
import { Problem } from "../api/problem";
import type { Completion } from "../api/shapes";

export function accepted(
  query: string,
  completion: Completion,
  option: string,
): { text: string; caret: number } {
  const before = query.slice(0, completion.from) + option;
  const after = query.slice(completion.to);
  const space = /[:~<>=(]$/.test(option) || after.startsWith(" ") || after.startsWith(")") ? "" : " ";
  return { text: before + space + after, caret: before.length + space.length };
}

export type Fault = { start: number; end: number; message: string };

/** Where in the query the fault stands; null when the error is not about the query. */
export function faultOf(error: unknown, query: string): Fault | null {
  if (!(error instanceof Problem) || typeof error.facts.position !== "number") return null;
  const start = Math.min(error.facts.position, query.length);
  const length = typeof error.facts.length === "number" ? error.facts.length : 1;
  return {
    start,
    end: Math.min(Math.max(start + length, start + 1), Math.max(query.length, start + 1)),
    message: error.message,
  };
}
