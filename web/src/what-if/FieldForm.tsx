// Another value of a CI: its name or one of its attributes, with what it is now.
import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CiDetail, Value } from "../api/shapes";
import { AttributeField } from "../cis/AttributeField";
import { asText, NAME, readValue } from "../cis/draft";
import { text } from "../text";
import { shown } from "../ui/format";
import { classesQuery } from "../ui/queries";
import type { Plan, PlanEdit } from "./plan";
import classes from "./WhatIf.module.css";

const t = text.whatIf.field;

type Props = { ci: CiDetail; plan: Plan; say: (edit: PlanEdit) => void; close: () => void };

export function FieldForm({ ci, plan, say, close }: Props) {
  const cls = useQuery(classesQuery).data?.find((each) => each.name === ci.class);
  const [field, setField] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const attribute = cls?.attributes.find((each) => each.name === field);
  const now: Value = field === NAME ? ci.name : field ? (ci.attributes[field] ?? null) : null;
  const choose = (next: string | null) => {
    setField(next);
    setFault(null);
    setTyped(next === null ? "" : planned(plan, ci, next));
  };
  const submit = () => {
    if (!field) return setFault(t.pick);
    if (field === NAME && !typed.trim()) return setFault(t.nothing);
    const read = field === NAME ? { value: typed.trim() } : readValue(typed, attribute);
    if ("fault" in read) return setFault(read.fault);
    if (JSON.stringify(read.value) === JSON.stringify(now)) return setFault(t.same);
    const change = { was: now, to: read.value };
    say(
      field === NAME
        ? { op: "set", ci: ci.key, name: change }
        : { op: "set", ci: ci.key, attributes: { [field]: change } },
    );
  };
  return (
    <form
      className={classes.form}
      aria-label={text.whatIf.ci.change}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <Select
        label={t.what}
        searchable
        data-autofocus
        data={[
          { value: NAME, label: t.name },
          ...(cls?.attributes ?? []).map((each) => ({ value: each.name, label: each.label })),
        ]}
        value={field}
        error={field ? undefined : fault}
        onChange={choose}
      />
      {field === NAME && (
        <TextInput
          label={t.name}
          value={typed}
          error={fault ?? undefined}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {attribute && (
        <AttributeField attribute={attribute} value={typed} error={fault ?? undefined} set={setTyped} />
      )}
      {field && (
        <Text size="xs" c="dimmed">
          {t.now(shown(now, attribute))}
        </Text>
      )}
      <Group gap="xs">
        <Button type="submit">{t.set}</Button>
        <Button variant="default" onClick={close}>
          {text.ui.cancel}
        </Button>
      </Group>
    </form>
  );
}

/** What the plan says already, else what is now. */
function planned(plan: Plan, ci: CiDetail, field: string): string {
  for (const edit of plan.edits) {
    if (edit.op !== "set" || edit.ci !== ci.key) continue;
    const change = field === NAME ? edit.name : edit.attributes?.[field];
    if (change) return asText(change.to as Value);
  }
  return field === NAME ? ci.name : asText(ci.attributes[field]);
}
