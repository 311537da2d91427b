// Another rule for a group of a CI: how many of its members must be up.
import { Autocomplete, Button, Group, Select, SimpleGrid, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { CiDetail } from "../api/shapes";
import { text } from "../text";
import type { Plan, PlanEdit } from "./plan";
import { groupsOf } from "./RelationForm";
import { formOf, NO_RULE, RULE_KINDS, type RuleForm, type RuleKind, ruleOf, ruleWords } from "./rule";
import classes from "./WhatIf.module.css";

const t = text.whatIf.groupForm;

type Props = { ci: CiDetail; plan: Plan; say: (edit: PlanEdit) => void; close: () => void };

export function GroupForm({ ci, plan, say, close }: Props) {
  const groups = groupsOf(ci);
  const first = groups.length === 1 ? (groups[0] ?? "") : "";
  const ruleIn = (name: string) => planned(plan, ci.key, name) ?? ci.groups?.[name];
  const [group, setGroup] = useState(first);
  const [form, setForm] = useState<RuleForm>(first ? formOf(ruleIn(first)) : NO_RULE);
  const [faults, setFaults] = useState<{ group?: string; amount?: string }>({});
  const choose = (name: string) => {
    setGroup(name);
    if (groups.includes(name)) setForm(formOf(ruleIn(name)));
  };
  const submit = () => {
    const name = group.trim();
    const before = ci.groups?.[name] ?? null;
    const rule = ruleOf(form, ruleIn(name));
    setFaults({ group: name ? undefined : t.nameIt, amount: rule ? undefined : t.figure });
    if (name && rule) say({ op: "set", ci: ci.key, groups: { [name]: { was: before, to: rule } } });
  };
  const figure = t.amount[form.kind];
  return (
    <form
      className={classes.form}
      aria-label={text.whatIf.ci.group}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <Autocomplete
        label={t.group}
        description={t.groupHelp}
        data={groups}
        value={group}
        error={faults.group}
        onChange={choose}
      />
      {group.trim() && (
        <Text size="xs" c="dimmed">
          {t.now(ruleWords(ci.groups?.[group.trim()]))}
        </Text>
      )}
      <Select
        label={t.rule}
        data={RULE_KINDS.map((kind) => ({ value: kind, label: t.kinds[kind] }))}
        value={form.kind}
        allowDeselect={false}
        onChange={(kind) => kind && setForm({ ...form, kind: kind as RuleKind })}
      />
      {figure && (
        <SimpleGrid cols={form.kind === "demand" ? 2 : 1} spacing="xs">
          <TextInput
            label={figure}
            inputMode="decimal"
            value={form.amount}
            error={faults.amount}
            onChange={(event) => setForm({ ...form, amount: event.currentTarget.value })}
          />
          {form.kind === "demand" && (
            <TextInput
              label={t.least}
              inputMode="decimal"
              value={form.least}
              onChange={(event) => setForm({ ...form, least: event.currentTarget.value })}
            />
          )}
        </SimpleGrid>
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

function planned(plan: Plan, ci: string, group: string): unknown {
  for (const edit of plan.edits)
    if (edit.op === "set" && edit.ci === ci && edit.groups?.[group]) return edit.groups[group].to;
  return undefined;
}
