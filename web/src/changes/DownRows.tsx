// What a change takes down, as a table to fill in: which CI, how far, when and for how long.
import { ActionIcon, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import classes from "./Changes.module.css";
import type { DownRow } from "./plan-parts";

const t = text.changes.form;

type Props = {
  rows: DownRow[];
  nameOf: (key: string) => string;
  fault: (field: string) => string | undefined;
  change: (rows: DownRow[]) => void;
};

export function DownRows({ rows, nameOf, fault, change }: Props) {
  return (
    <fieldset>
      <legend>{t.down}</legend>
      <CiPicker
        label={t.addDown}
        description={t.downHelp}
        onPick={(hit) => change([...rows, { ci: hit.key, state: "down", start: "", minutes: "" }])}
      />
      {rows.length > 0 && (
        <div className={classes.downs}>
          <div className={`${classes.down} ${classes.downHead}`} aria-hidden>
            <span>{t.ci}</span>
            <span>{t.state}</span>
            <span>{t.offset}</span>
            <span>{t.minutes}</span>
            <span className={classes.gap} />
          </div>
          {rows.map((row, index) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: one CI may be taken down twice
              key={index}
              row={row}
              name={nameOf(row.ci)}
              fault={(field) => fault(`down.${index}.${field}`)}
              set={(next) => change(rows.with(index, { ...row, ...next }))}
              remove={() => change(rows.filter((_, place) => place !== index))}
            />
          ))}
        </div>
      )}
      {fault("down") && (
        <Text size="xs" c="red" role="alert">
          {fault("down")}
        </Text>
      )}
    </fieldset>
  );
}

type RowProps = {
  row: DownRow;
  name: string;
  fault: (field: string) => string | undefined;
  set: (next: Partial<DownRow>) => void;
  remove: () => void;
};

function Row({ row, name, fault, set, remove }: RowProps) {
  return (
    <fieldset className={classes.down} aria-label={name}>
      <span className={classes.downName}>{name}</span>
      <NativeSelect
        size="xs"
        aria-label={t.of(t.state, name)}
        value={row.state}
        onChange={(event) => set({ state: event.currentTarget.value as DownRow["state"] })}
        data={[
          { value: "down", label: t.states.down ?? "" },
          { value: "degraded", label: t.states.degraded ?? "" },
        ]}
      />
      <TextInput
        aria-label={t.of(t.offset, name)}
        placeholder={t.offset}
        inputMode="numeric"
        value={row.start}
        error={fault("start")}
        onChange={(event) => set({ start: event.currentTarget.value })}
      />
      <TextInput
        aria-label={t.of(t.minutes, name)}
        placeholder={t.minutes}
        inputMode="numeric"
        value={row.minutes}
        error={fault("minutes")}
        onChange={(event) => set({ minutes: event.currentTarget.value })}
      />
      <ActionIcon aria-label={t.remove(name)} onClick={remove}>
        <IconX size={14} />
      </ActionIcon>
    </fieldset>
  );
}
