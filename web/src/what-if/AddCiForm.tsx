// A CI that does not exist yet: its class, its name, and what the class insists on.
import { Button, Group, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AttributeField } from "../cis/AttributeField";
import { readValue } from "../cis/draft";
import { text } from "../text";
import { classesQuery } from "../ui/queries";
import { type AddEdit, type Plan, placeholderFor } from "./plan";
import classes from "./WhatIf.module.css";

const t = text.whatIf.add;

type Props = { plan: Plan; add: (edit: AddEdit) => void; close: () => void };

export function AddCiForm({ plan, add, close }: Props) {
  const schema = useQuery(classesQuery).data ?? [];
  const [cls, setCls] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [faults, setFaults] = useState<Record<string, string>>({});
  const required = (schema.find((each) => each.name === cls)?.attributes ?? []).filter(
    (each) => each.required,
  );
  const submit = () => {
    const found: Record<string, string> = {};
    const attributes: Record<string, unknown> = {};
    if (!cls) found.class = t.pickClass;
    if (!name.trim()) found.name = t.giveName;
    for (const attribute of required) {
      const read = readValue(typed[attribute.name] ?? "", attribute);
      if ("fault" in read) found[attribute.name] = read.fault;
      else if (read.value === null) found[attribute.name] = text.whatIf.field.nothing;
      else attributes[attribute.name] = read.value;
    }
    setFaults(found);
    if (!cls || Object.keys(found).length > 0) return;
    add({
      op: "add",
      as: placeholderFor(plan, name),
      class: cls,
      name: name.trim(),
      ...(Object.keys(attributes).length ? { attributes } : {}),
    });
  };
  return (
    <form
      className={classes.form}
      style={{ marginTop: 6 }}
      aria-label={text.whatIf.newCi}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <Select
        label={t.class}
        placeholder={t.classPlaceholder}
        searchable
        data={schema
          .filter((each) => !each.abstract && !each.hidden)
          .map((each) => ({ value: each.name, label: each.label }))
          .sort((a, b) => a.label.localeCompare(b.label))}
        value={cls}
        error={faults.class}
        onChange={setCls}
      />
      <TextInput
        label={t.name}
        value={name}
        error={faults.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {required.map((attribute) => (
        <AttributeField
          key={attribute.name}
          attribute={attribute}
          value={typed[attribute.name] ?? ""}
          error={faults[attribute.name]}
          set={(value) => setTyped({ ...typed, [attribute.name]: value })}
        />
      ))}
      <Group gap="xs">
        <Button type="submit">{t.add}</Button>
        <Button variant="default" onClick={close}>
          {text.ui.cancel}
        </Button>
      </Group>
    </form>
  );
}
