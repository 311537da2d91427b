// The plan as a list: what is taken down and each edit as before and after, with what is wrong about it.
import { ActionIcon, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { Problem } from "../api/problem";
import type { PlanPreview, RelationType } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { Panel } from "../ui/Panel";
import { ErrorState } from "../ui/states";
import { EditLine, Name } from "./EditLine";
import { downIn, type Plan, withDown, withoutEdit } from "./plan";
import classes from "./WhatIf.module.css";

const t = text.whatIf.plan;

type Props = {
  plan: Plan;
  preview: { data: PlanPreview | undefined; error: unknown; refetch: () => unknown };
  types: RelationType[];
  nameOf: (key: string) => string;
  set: (plan: Plan) => void;
  open: (key: string) => void;
};

export function PlanPanel({ plan, preview, types, nameOf, set, open }: Props) {
  const refused = preview.error instanceof Problem ? preview.error.errors : [];
  const elsewhere = preview.error != null && !refused.some((each) => editAt(each.where) !== null);
  const count = plan.edits.length + downIn(plan).length;
  return (
    <Panel
      title={t.title}
      flush
      aside={
        <Text size="sm" fw={650}>
          {number(count, 0)}
        </Text>
      }
    >
      <Title key={plan.title ?? ""} plan={plan} set={set} />
      {elsewhere && (
        <div style={{ padding: "0 0.75rem" }}>
          <ErrorState error={preview.error} retry={() => preview.refetch()} />
        </div>
      )}
      {count === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="sm">
          {t.none}
        </Text>
      )}
      <ul className={classes.lines} aria-label={t.edits}>
        {downIn(plan).map(({ ci }) => (
          <li key={`down ${ci}`} className={classes.line}>
            <div>
              <div className={classes.word}>{t.words.down}</div>
              <Name id={ci} nameOf={nameOf} open={open} />
            </div>
            <ActionIcon
              size="sm"
              aria-label={t.bringBack(nameOf(ci))}
              onClick={() => set(withDown(plan, ci, false))}
            >
              <IconX size={14} />
            </ActionIcon>
          </li>
        ))}
        {plan.edits.map((edit, index) => (
          <EditLine
            // biome-ignore lint/suspicious/noArrayIndexKey: an edit is its place in the plan
            key={index}
            edit={edit}
            outcomes={refused.length ? [] : at(preview.data?.edits ?? [], index)}
            refusals={at(refused, index)}
            types={types}
            nameOf={nameOf}
            open={open}
            remove={() => set(withoutEdit(plan, index))}
          />
        ))}
      </ul>
    </Panel>
  );
}

function Title({ plan, set }: { plan: Plan; set: (plan: Plan) => void }) {
  const [typed, setTyped] = useState(plan.title ?? "");
  const keep = () => {
    const { title: _, ...rest } = plan;
    if (typed.trim() !== (plan.title ?? "")) set(typed.trim() ? { ...rest, title: typed.trim() } : rest);
  };
  return (
    <div style={{ padding: "0 0.75rem 0.6rem" }}>
      <TextInput
        label={t.name}
        placeholder={t.namePlaceholder}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => event.key === "Enter" && keep()}
      />
    </div>
  );
}

/** The edit that a place in a plan names: `plan.edits[3].attributes.port` is the fourth. */
function editAt(where: string): number | null {
  const found = /edits\[(\d+)\]/.exec(where);
  return found ? Number(found[1]) : null;
}

/** What is said of one edit of a plan. */
export function at<T extends { where: string }>(entries: T[], index: number): T[] {
  return entries.filter((entry) => editAt(entry.where) === index);
}
