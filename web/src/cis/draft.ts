// What a person has typed but not saved: texts by field, and the values that they stand for.
import type { Attribute, CiDetail, Value } from "../api/shapes";
import { text } from "../text";

export type Draft = Record<string, string>;
/** What can be edited: a CI, or what is shown as one. */
export type Edited = Pick<CiDetail, "key" | "revision" | "name" | "lifecycle" | "attributes">;
export const NAME = "name";
export const LIFECYCLE = "lifecycle";

/** A value as the text that its field shows. */
export function asText(value: Value | undefined): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(String).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function textIn(ci: Edited, field: string): string {
  if (field === NAME) return ci.name;
  if (field === LIFECYCLE) return ci.lifecycle;
  return asText(ci.attributes[field]);
}

/** Only what differs from the CI. */
export function changedIn(draft: Draft, ci: Edited): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([field, typed]) => typed !== textIn(ci, field)));
}

type Read = { value: Value } | { fault: string };

/** The value that a text stands for in an attribute; empty text clears it. */
export function readValue(typed: string, attribute: Pick<Attribute, "type" | "items"> | undefined): Read {
  const said = typed.trim();
  if (said === "") return { value: null };
  const kind = attribute?.type ?? "text";
  if (kind === "list") return readList(said, attribute?.items ?? "text");
  return readOne(said, kind);
}

function readOne(said: string, kind: string): Read {
  if (kind === "integer" || kind === "number") {
    const number = Number(said.replaceAll(/[\s_]/g, ""));
    return Number.isFinite(number)
      ? { value: number }
      : { fault: `“${said}” ${text.cis.overview.numberWanted}` };
  }
  if (kind === "boolean") {
    if (/^(true|yes|1)$/i.test(said)) return { value: true };
    if (/^(false|no|0)$/i.test(said)) return { value: false };
  }
  if (kind === "document") {
    try {
      return { value: JSON.parse(said) as Value };
    } catch {
      return { fault: text.cis.overview.documentWanted };
    }
  }
  if (kind === "money" && said.startsWith("{")) {
    try {
      return { value: JSON.parse(said) as Value };
    } catch {
      return { value: said };
    }
  }
  return { value: said };
}

function readList(said: string, items: string): Read {
  const values = said
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => readOne(part, items));
  const faulty = values.find((each) => "fault" in each);
  if (faulty) return faulty;
  return { value: values.map((each) => ("value" in each ? each.value : null)) as Value };
}

type Field = Pick<Attribute, "name" | "type" | "items">;

export type Patch = {
  name?: string;
  lifecycle?: string;
  attributes?: Record<string, Value>;
  reason?: string;
};
export type Built = { patch: Patch; faults: Record<string, string> };

/** What to send, and the fields whose text stands for no value. */
export function patchOf(draft: Draft, ci: Edited, attributes: Field[], reason: string): Built {
  const patch: Patch = {};
  const faults: Record<string, string> = {};
  for (const [field, typed] of Object.entries(changedIn(draft, ci))) {
    if (field === NAME) patch.name = typed.trim();
    else if (field === LIFECYCLE) patch.lifecycle = typed;
    else {
      const read = readValue(
        typed,
        attributes.find((each) => each.name === field),
      );
      if ("fault" in read) faults[field] = read.fault;
      else patch.attributes = { ...patch.attributes, [field]: read.value };
    }
  }
  if (reason.trim()) patch.reason = reason.trim();
  return { patch, faults };
}

export type Clash = { field: string; saw: string; theirs: string; mine: string };

/** Where both sides changed the same field to different values. */
export function clashes(draft: Draft, saw: Edited, now: Edited): Clash[] {
  return Object.entries(changedIn(draft, saw)).flatMap(([field, mine]) => {
    const before = textIn(saw, field);
    const theirs = textIn(now, field);
    return theirs !== before && theirs !== mine ? [{ field, saw: before, theirs, mine }] : [];
  });
}
