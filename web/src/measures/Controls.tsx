// Over which period and by which dimension; both stand in the address.
import { Button, Group, SegmentedControl, Select, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type Asked, DIMENSIONS, type Dimension } from "../api/measures";
import { text } from "../text";
import classes from "./Measures.module.css";
import { LAST_DAYS, lastDays, said } from "./period";

const t = text.measures;
const BETWEEN = "between";

type Props = {
  asked: Asked;
  /** Groups that there are, with what they are called. */
  groups: { value: string; label: string }[];
  change: (next: Partial<Asked>) => void;
};

export function Controls({ asked, groups, change }: Props) {
  const meant = said(asked.period);
  const [between, setBetween] = useState(false);
  const dates = between || !("days" in meant);
  const known = groups.some(({ value }) => value === asked.group);
  const listed = asked.group && !known ? [...groups, { value: asked.group, label: asked.group }] : groups;
  return (
    <div className={classes.controls}>
      <div>
        <div className={classes.label}>{t.period}</div>
        <SegmentedControl
          size="xs"
          className={classes.framed}
          aria-label={t.period}
          value={dates ? BETWEEN : String(meant.days)}
          data={[
            ...LAST_DAYS.map((days) => ({ value: String(days), label: t.lastDays(days) })),
            { value: BETWEEN, label: t.between },
          ]}
          onChange={(value) => {
            setBetween(value === BETWEEN);
            if (value !== BETWEEN) change({ period: lastDays(Number(value)) });
          }}
        />
      </div>
      {dates && (
        <Dates
          key={asked.period}
          meant={"days" in meant ? { from: "", to: "" } : meant}
          choose={(period) => {
            setBetween(false);
            change({ period });
          }}
        />
      )}
      <Select
        label={t.dimension}
        value={asked.by ?? ""}
        data={[
          { value: "", label: t.together },
          ...DIMENSIONS.map((by) => ({ value: by, label: t.dimensions[by] })),
        ]}
        allowDeselect={false}
        onChange={(by) => change({ by: (by || undefined) as Dimension | undefined, group: undefined })}
      />
      {asked.by && (
        <Select
          label={t.group}
          value={asked.group ?? ""}
          data={[{ value: "", label: t.allOf[asked.by] }, ...listed]}
          allowDeselect={false}
          searchable={listed.length > 8}
          onChange={(group) => change({ group: group || undefined })}
        />
      )}
    </div>
  );
}

type DatesProps = { meant: { from: string; to: string }; choose: (period: string) => void };

function Dates({ meant, choose }: DatesProps) {
  const [from, setFrom] = useState(meant.from);
  const [to, setTo] = useState(meant.to);
  const [fault, setFault] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = !from || !to ? t.bothNeeded : to < from ? t.endFirst : "";
    setFault(wrong);
    if (!wrong) choose(`${from}..${to}`);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          type="date"
          label={t.from}
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
        <TextInput
          type="date"
          label={t.to}
          value={to}
          error={fault !== ""}
          onChange={(event) => setTo(event.target.value)}
        />
        <Button type="submit" variant="default">
          {t.show}
        </Button>
      </Group>
      {fault && (
        <Text size="xs" c="red" role="alert">
          {fault}
        </Text>
      )}
    </form>
  );
}
