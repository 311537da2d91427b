// Conditions of the query language, added to and taken from a query's text.
import type { Scalar } from "../api/shapes";

/** A value as it stands in a query: bare where it can, quoted where it must. */
export function queryValue(value: Scalar): string {
  const text = String(value);
  if (text !== "" && !/[\s()"*]/.test(text)) return text;
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

export function conditionText(field: string, values: Scalar[]): string {
  const said = values.map(queryValue);
  return said.length === 1 ? `${field}:${said[0]}` : `${field}:(${said.join(" or ")})`;
}

type Found = { start: number; end: number; values: string[] };

/** The values that a query asks of a field at its top level, `field:value` or `field:(a or b)`; none when it does not. */
export function valuesOf(query: string, field: string): string[] {
  return find(query, field)?.values ?? [];
}

/** The query with one value more of this field, or without it where it was asked for. */
export function withToggled(query: string, field: string, value: Scalar): string {
  if (value === null) return withAbsenceToggled(query, field);
  const found = find(query, field);
  const wanted = String(value);
  if (!found) return join(query, "", conditionText(field, [value]));
  const rest = found.values.includes(wanted)
    ? found.values.filter((other) => other !== wanted)
    : [...found.values, wanted];
  const condition = rest.length ? conditionText(field, rest) : "";
  return join(query.slice(0, found.start), query.slice(found.end), condition);
}

/** Whether the query asks for what lacks this field. */
export function asksAbsent(query: string, field: string): boolean {
  return query.split(/\s+/).includes(`-${field}:*`);
}

function withAbsenceToggled(query: string, field: string): string {
  const absent = `-${field}:*`;
  if (!asksAbsent(query, field)) return join(query, "", absent);
  return query
    .split(/\s+/)
    .filter((part) => part !== absent)
    .join(" ");
}

function join(before: string, after: string, condition: string): string {
  return [before.trim(), condition, after.trim()].filter(Boolean).join(" ");
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+/g;

function find(query: string, field: string): Found | null {
  const tokens = [...query.matchAll(TOKEN)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  let depth = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!token) break;
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth !== 0 || !token.text.startsWith(`${field}:`)) continue;
    const rest = token.text.slice(field.length + 1);
    const next = tokens[index + 1];
    if (rest) return { start: token.start, end: token.end, values: [rest] };
    if (next && next.start === token.end && next.text.startsWith('"')) {
      return { start: token.start, end: next.end, values: [unquoted(next.text)] };
    }
    if (next && next.start === token.end && next.text === "(")
      return alternatives(tokens, index, token.start);
  }
  return null;
}

type Token = { text: string; start: number; end: number };

function alternatives(tokens: Token[], index: number, start: number): Found | null {
  const values: string[] = [];
  for (const token of tokens.slice(index + 2)) {
    if (token.text === ")") return { start, end: token.end, values };
    if (token.text === "(" || /[:~<>=]/.test(token.text)) return null;
    if (token.text.toLowerCase() !== "or") values.push(unquoted(token.text));
  }
  return null;
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  return text.slice(1, -1).replaceAll('\\"', '"').replaceAll("\\\\", "\\");
}
