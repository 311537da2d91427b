// A relation that the plan adds to a CI: what it is, with whom, in which group.
import { Autocomplete, Button, Group, NumberInput, Select, SimpleGrid, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import type { CiDetail, RelationType, SearchHit } from "../api/shapes";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import type { Plan, PlanEdit, RelateEdit } from "./plan";
import classes from "./WhatIf.module.css";

const t = text.whatIf.relation;

type Props = {
  ci: string;
  plan: Plan;
  detail: CiDetail | undefined;
  types: RelationType[];
  nameOf: (key: string) => string;
  say: (edit: PlanEdit) => void;
  close: () => void;
  ask: (answer: ((key: string) => void) | null) => void;
};

export function RelationForm({ ci, plan, detail, types, nameOf, say, close, ask }: Props) {
  const [way, setWay] = useState("depends_on out");
  const [other, setOther] = useState<string | null>(null);
  const [hit, setHit] = useState<SearchHit | null>(null);
  const [group, setGroup] = useState("");
  const [need, setNeed] = useState<string | null>(null);
  const [weight, setWeight] = useState<string | number>("");
  const [fault, setFault] = useState<string | null>(null);
  const take = (key: string) => {
    setOther(key);
    setFault(key === ci ? t.itself : null);
  };
  // The map answers as long as the form is open.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only coming and going matter
  useEffect(() => {
    ask((key) => take(key));
    return () => ask(null);
  }, []);
  const [type = "", direction] = way.split(" ");
  const added = plan.edits.flatMap((edit) =>
    edit.op === "add" && edit.as && edit.as !== ci ? [edit.as] : [],
  );
  const submit = () => {
    if (!other || other === ci) return setFault(other ? t.itself : t.pickOther);
    const ends = direction === "out" ? { from: ci, to: other } : { from: other, to: ci };
    const edit: RelateEdit = { op: "relate", from: ends.from, type, to: ends.to };
    if (group.trim()) edit.group = group.trim();
    if (need) edit.need = need;
    if (weight !== "") edit.weight = Number(weight);
    say(edit);
  };
  return (
    <form
      className={classes.form}
      aria-label={text.whatIf.ci.relate}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <Select
        label={t.way(nameOf(ci))}
        aria-label={t.type}
        data={types
          .filter((each) => !each.hidden)
          .flatMap((each) => [
            { value: `${each.name} out`, label: each.label },
            { value: `${each.name} in`, label: each.reverse },
          ])}
        value={way}
        searchable
        allowDeselect={false}
        onChange={(value) => value && setWay(value)}
      />
      <CiPicker
        key={hit?.key ?? "none"}
        label={t.other}
        description={t.orClick}
        error={fault ?? undefined}
        onPick={(found) => {
          setHit(found);
          take(found.key);
        }}
      />
      {added.length > 0 && (
        <Group gap={4}>
          <Text size="xs" c="dimmed">
            {t.new}
          </Text>
          {added.map((key) => (
            <Button key={key} size="compact-xs" variant="default" onClick={() => take(key)}>
              {nameOf(key)}
            </Button>
          ))}
        </Group>
      )}
      {other && (
        <Text size="sm" fw={600} role="status">
          {hit?.key === other ? hit.name : nameOf(other)}
        </Text>
      )}
      <Autocomplete
        label={t.group}
        placeholder={t.groupHelp}
        data={direction === "out" ? groupsOf(detail) : []}
        value={group}
        onChange={setGroup}
      />
      <SimpleGrid cols={2} spacing="xs">
        <Select
          label={t.need}
          placeholder={t.needDefault}
          data={Object.entries(text.cis.relations.needs).map(([value, label]) => ({ value, label }))}
          value={need}
          clearable
          onChange={setNeed}
        />
        <NumberInput label={t.weight} min={0} allowDecimal={false} value={weight} onChange={setWeight} />
      </SimpleGrid>
      <Group gap="xs">
        <Button type="submit">{t.add}</Button>
        <Button variant="default" onClick={close}>
          {text.ui.cancel}
        </Button>
      </Group>
    </form>
  );
}

/** The groups in which a CI has members already, or for which it has a rule. */
export function groupsOf(ci: CiDetail | undefined): string[] {
  if (!ci) return [];
  const named = ci.relations.flatMap((relation) => {
    const consumer = relation.consumer === "to" ? relation.to : relation.from;
    const group = relation.group || relation.effective_group;
    return consumer === ci.key && relation.consumer !== "neither" && group ? [group] : [];
  });
  return [...new Set([...Object.keys(ci.groups ?? {}), ...named])].sort((a, b) => a.localeCompare(b));
}
