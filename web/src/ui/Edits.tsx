// What a revision changed, field by field, before and after.
import type { ReactNode } from "react";
import type { Edit } from "../api/shapes";
import { text } from "../text";
import classes from "./Edits.module.css";
import { fieldWords, shown } from "./format";

const t = text.cis.timeline;

type Props = { edits: Edit[]; label?: (field: string) => string; action?: (edit: Edit) => ReactNode };

export function Edits({ edits, label = fieldWords, action }: Props) {
  return edits.map((edit, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: several relations may change in one revision, and none moves
    <div key={index} className={classes.diff}>
      <span className={classes.field}>{label(edit.field)}</span>
      <span>
        {isRelation(edit) ? (
          <RelationEdit edit={edit} />
        ) : (
          <>
            {edit.was != null && <span className={classes.was}>{shown(edit.was)}</span>}{" "}
            {edit.was != null && <span aria-hidden>→ </span>}
            <span className={classes.to}>{shown(edit.to)}</span>
          </>
        )}
      </span>
      {action?.(edit)}
    </div>
  ));
}

export function isRelation(edit: Edit): boolean {
  return edit.field === "relation" || looksLikeRelation(edit.was) || looksLikeRelation(edit.to);
}

function looksLikeRelation(value: unknown): boolean {
  return typeof value === "object" && value !== null && "from" in value && "to" in value && "type" in value;
}

function RelationEdit({ edit }: { edit: Edit }) {
  const word = edit.was == null ? t.added : edit.to == null ? t.removed : t.changed;
  return (
    <>
      {word}:{" "}
      <span className={edit.to == null ? classes.was : classes.to}>{relationWords(edit.to ?? edit.was)}</span>
    </>
  );
}

function relationWords(value: unknown): string {
  if (typeof value !== "object" || value === null) return shown(value);
  const said = value as Record<string, unknown>;
  const group = said.group ? ` (${String(said.group)})` : "";
  const ends = [
    said.from_name || said.from,
    String(said.type ?? "").replaceAll("_", " "),
    said.to_name || said.to,
  ];
  return ends.filter(Boolean).join(" ") + group;
}
