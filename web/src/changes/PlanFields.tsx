// The fields of a plan, for a new change and for a draft: window, what is taken down, tests, the way back.
import { ActionIcon, Text, Textarea, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { errorsOf } from "../api/problem";
import { text } from "../text";
import { duration, utc } from "../ui/format";
import { relationTypesQuery } from "../ui/queries";
import { useClassLabel } from "../ui/useClassLabel";
import { described } from "../what-if/describe";
import { withoutEdit } from "../what-if/plan";
import classes from "./Changes.module.css";
import { DownRows } from "./DownRows";
import { type Faults, fromField, type Parts } from "./plan-parts";

const t = text.changes.form;

// What the API calls a part of the plan where it refuses one.
const PLACES: Record<string, string[]> = {
  title: ["plan.title", "title"],
  start: ["plan.window", "plan.window.start"],
  end: ["plan.window.end"],
  backoutMinutes: ["plan.backout_minutes"],
};

/** What is wrong with a field: what the form itself sees, else what the server said. */
export function faultWords(faults: Faults, error: unknown) {
  return (field: string): string | undefined => {
    const own = faults[field];
    if (own) return t.faults[own];
    const row = /^down\.(\d+)\.(\w+)$/.exec(field);
    const places = row
      ? [`plan.down[${row[1]}].${row[2] === "start" ? "start_minutes" : "minutes"}`]
      : (PLACES[field] ?? []);
    return places.flatMap((place) => errorsOf(error, place)).join("; ") || undefined;
  };
}

type Props = {
  parts: Parts;
  set: (next: Partial<Parts>) => void;
  fault: (field: string) => string | undefined;
  nameOf: (key: string) => string;
};

export function PlanFields({ parts, set, fault, nameOf }: Props) {
  return (
    <>
      <WindowFields parts={parts} set={set} fault={fault} />
      <DownRows rows={parts.down} nameOf={nameOf} fault={fault} change={(down) => set({ down })} />
      <Textarea
        label={t.tests}
        description={t.testsHelp}
        autosize
        minRows={2}
        maxLength={4000}
        value={parts.tests}
        onChange={(event) => set({ tests: event.currentTarget.value })}
      />
      <Textarea
        label={t.backout}
        description={t.backoutHelp}
        autosize
        minRows={2}
        maxLength={4000}
        value={parts.backout}
        onChange={(event) => set({ backout: event.currentTarget.value })}
      />
      <TextInput
        label={t.backoutMinutes}
        inputMode="numeric"
        maw={180}
        value={parts.backoutMinutes}
        error={fault("backoutMinutes")}
        onChange={(event) => set({ backoutMinutes: event.currentTarget.value })}
      />
      <EditsField parts={parts} set={set} nameOf={nameOf} />
    </>
  );
}

function WindowFields({ parts, set, fault }: Omit<Props, "nameOf">) {
  const [start, end] = [fromField(parts.start), fromField(parts.end)];
  const length = start && end ? (Date.parse(end) - Date.parse(start)) / 1000 : 0;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <fieldset>
      <legend>{t.window}</legend>
      <div className={classes.pair}>
        <TextInput
          type="datetime-local"
          label={t.start}
          value={parts.start}
          error={fault("start")}
          onChange={(event) => set({ start: event.currentTarget.value })}
        />
        <TextInput
          type="datetime-local"
          label={t.end}
          value={parts.end}
          error={fault("end")}
          onChange={(event) => set({ end: event.currentTarget.value })}
        />
      </div>
      <Text size="xs" c="dimmed" mt={4}>
        {t.zone(zone)}
        {start && end && length > 0 && ` · ${t.length(duration(length), `${utc(start)} – ${utc(end)}`)}`}
      </Text>
    </fieldset>
  );
}

/** Edits are made on the map; here they can be taken out. */
function EditsField({ parts, set, nameOf }: Omit<Props, "fault">) {
  const types = useQuery(relationTypesQuery).data ?? [];
  const label = useClassLabel();
  if (parts.edits.length === 0) return null;
  const remove = (index: number) => {
    const { edits, down } = withoutEdit(
      { faultline_change: 1, edits: parts.edits, down: parts.down.map(({ ci }) => ({ ci })) },
      index,
    );
    const left = new Set((down ?? []).map(({ ci }) => ci));
    set({ edits, down: parts.down.filter(({ ci }) => left.has(ci)) });
  };
  return (
    <fieldset>
      <legend>{t.edits}</legend>
      <ul className={classes.lines}>
        {parts.edits.map((edit, index) => {
          const { sentence, changes } = described(edit, { types, nameOf, label });
          const fields = changes.map(
            ({ field, was, to }) => `${field}: ${was === null ? "" : `${was} → `}${to}`,
          );
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an edit is its place in the plan
            <li key={index}>
              <ActionIcon size="sm" aria-label={`${t.removeEdit}: ${sentence}`} onClick={() => remove(index)}>
                <IconX size={13} />
              </ActionIcon>
              <span>{sentence}</span>
              {fields.length > 0 && <span className={classes.note}>{fields.join("; ")}</span>}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
