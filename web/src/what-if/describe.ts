// One edit of a plan in words: what happens to whom, each field before and after.
import type { RelationType } from "../api/shapes";
import { text } from "../text";
import { fieldWords, shown, words } from "../ui/format";
import type { Change, PlanEdit, SetEdit } from "./plan";
import { ruleWords } from "./rule";

const t = text.whatIf.plan;

type FieldChange = { field: string; was: string | null; to: string };
export type Described = {
  word: string;
  /** The CIs that it names; two with the words that stand between them. */
  cis: string[];
  between: string;
  after: string;
  changes: FieldChange[];
  sentence: string;
};
type Told = {
  types: RelationType[];
  nameOf: (key: string) => string;
  label: (cls: string) => string;
};

export function described(edit: PlanEdit, told: Told): Described {
  const line = { between: "", after: "", changes: [] as FieldChange[], ...parts(edit, told) };
  const names = line.cis.map(told.nameOf);
  const sentence = [line.word, names[0], line.between, names[1], line.after].filter(Boolean).join(" ");
  return { ...line, sentence };
}

function parts(edit: PlanEdit, { types, label }: Told): Pick<Described, "word" | "cis"> & Partial<Described> {
  if (edit.op === "add")
    return {
      word: t.words.added,
      cis: edit.as ? [edit.as] : [],
      after: edit.as ? label(edit.class) : `${edit.name} · ${label(edit.class)}`,
      changes: Object.entries(edit.attributes ?? {}).map(([name, value]) => ({
        field: fieldWords(name),
        was: null,
        to: shown(value),
      })),
    };
  if (edit.op === "set") return { word: t.words.changed, cis: [edit.ci], changes: changesOf(edit) };
  if (edit.op === "relate" || edit.op === "unrelate")
    return {
      word: edit.op === "relate" ? t.words.relate : t.words.unrelate,
      cis: [edit.from, edit.to],
      between: types.find((type) => type.name === edit.type)?.label ?? words(edit.type).toLowerCase(),
      after: relationWords(edit),
    };
  return { word: edit.op === "retire" ? t.words.retired : t.words.removed, cis: [edit.ci] };
}

function relationWords({
  group,
  need,
  weight,
}: {
  group?: string;
  need?: unknown;
  weight?: unknown;
}): string {
  const said = [
    group && t.group(group),
    typeof need === "string" && text.cis.relations.needs[need],
    weight !== undefined && `${text.whatIf.relation.weight.toLowerCase()} ${weight}`,
  ].filter(Boolean);
  return said.length ? `(${said.join(", ")})` : "";
}

function changesOf({ name, class: cls, lifecycle, attributes = {}, groups = {} }: SetEdit): FieldChange[] {
  const plain = Object.entries({ name, class: cls, lifecycle, ...attributes }).flatMap(([field, change]) =>
    change ? [changed(fieldWords(field), change, shown)] : [],
  );
  const rules = Object.entries(groups).map(([group, change]) => changed(t.group(group), change, ruleWords));
  return [...plain, ...rules];
}

function changed(field: string, { was, to }: Change, say: (value: unknown) => string): FieldChange {
  return { field, was: was === undefined ? null : say(was), to: say(to) };
}
