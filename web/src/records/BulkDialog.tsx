// Does one thing with many records: what is asked for first, then how far it is, then what became of each.
import { Button, Group, Modal, Progress as ProgressBar, Stack, Text, Textarea } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import type { BulkAction, Noun } from "../api/records";
import type { Practice, RecordRow, Value } from "../api/shapes";
import { readValue } from "../cis/draft";
import { text } from "../text";
import { sentence } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { ErrorState } from "../ui/states";
import { actOnMany, type CommonStep, neededBy, type Progress } from "./bulk";
import { attributeOf } from "./practice";
import { RecordField } from "./RecordField";
import classes from "./Records.module.css";
import { SeenBy } from "./SeenBy";
import { useUsed } from "./useUsed";

const t = text.records.bulk;
const ASSIGNED = ["team", "assignee"];
export type Doing = { kind: "assign" } | { kind: "note" } | { kind: "step"; step: CommonStep };

type Props = {
  noun: Noun;
  practice: Practice;
  records: RecordRow[];
  doing: Doing;
  /** With the records that are not done, once something was tried. */
  close: (left?: string[]) => void;
};

export function BulkDialog({ noun, practice, records, doing, close }: Props) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [running, setRunning] = useState(false);
  const stop = useRef(false);
  const title = doing.kind === "step" ? doing.step.label : t[doing.kind];
  const [asked, setAsked] = useState<BulkAction | null>(null);
  const run = async (action: BulkAction, before?: Progress) => {
    const keys = records.map((record) => record.key);
    setAsked(action);
    stop.current = false;
    setRunning(true);
    setProgress(before ? { ...before, fault: null } : { outcomes: [], left: keys, fault: null });
    setProgress(
      await actOnMany(noun, keys, action, { told: setProgress, stopped: () => stop.current, before }),
    );
    setRunning(false);
  };
  const leave = () => {
    if (running) stop.current = true;
    else close(progress ? notDone(progress) : undefined);
  };
  return (
    <Modal
      opened
      onClose={leave}
      title={t.of(title, records.length, practice)}
      closeButtonProps={{ "aria-label": text.ui.close }}
    >
      {progress ? (
        <Stack gap="sm">
          <Outcome noun={noun} records={records} progress={progress} running={running} />
          <Group justify="flex-end">
            {!running && progress.fault && asked && (
              <Button onClick={() => run(asked, progress)}>{t.again}</Button>
            )}
            <Button variant={running || progress.fault ? "default" : "filled"} onClick={leave}>
              {running ? t.stop : t.done}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Asking noun={noun} practice={practice} records={records} doing={doing} title={title} run={run} />
      )}
    </Modal>
  );
}

function notDone({ outcomes, left }: Progress): string[] {
  return [...outcomes.filter((each) => !each.done).map((each) => each.key), ...left];
}

type AskingProps = Omit<Props, "close"> & { title: string; run: (action: BulkAction) => void };

/** What the action needs, and what people should know before it begins. */
function Asking({ noun, practice, records, doing, title, run }: AskingProps) {
  const used = useUsed(noun);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [words, setWords] = useState("");
  const [seen, setSeen] = useState(false);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const names = doing.kind === "assign" ? ASSIGNED : [];
  const fields =
    doing.kind === "step"
      ? neededBy(practice, doing.step, records)
      : names.flatMap((name) => attributeOf(practice, name) ?? []);
  const submit = () => {
    const found: Record<string, string> = {};
    const values: Record<string, Value> = {};
    for (const attribute of fields) {
      const read = readValue(typed[attribute.name] ?? "", attribute);
      if ("fault" in read) found[attribute.name] = read.fault;
      else if (read.value !== null) values[attribute.name] = read.value;
      else if (doing.kind === "step") found[attribute.name] = text.records.steps.needed(attribute.label);
    }
    if (doing.kind === "assign" && Object.keys(values).length === 0) found.team ??= t.sayWho;
    if (doing.kind === "note" && !words.trim()) found.words = text.records.note.empty;
    setFaults(found);
    if (Object.keys(found).length === 0) run(actionOf(doing, values, words.trim(), seen));
  };
  return (
    <form
      noValidate
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t.about}</Text>
        {fields.map((attribute) => (
          <RecordField
            key={attribute.name}
            attribute={attribute}
            value={typed[attribute.name] ?? ""}
            used={used(attribute.name)}
            required={doing.kind === "step"}
            error={faults[attribute.name]}
            placeholder={doing.kind === "assign" ? t.stays : undefined}
            set={(next) => setTyped({ ...typed, [attribute.name]: next })}
          />
        ))}
        {doing.kind !== "assign" && (
          <Textarea
            label={doing.kind === "note" ? text.records.note.label : text.records.steps.words}
            required={doing.kind === "note"}
            autosize
            minRows={2}
            value={words}
            error={faults.words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
        {words.trim() !== "" && <SeenBy seen={seen} set={setSeen} />}
        <Group justify="flex-end">
          <Button type="submit">{t.act(title, records.length)}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function actionOf(doing: Doing, values: Record<string, Value>, words: string, seen: boolean): BulkAction {
  switch (doing.kind) {
    case "assign":
      return { assign: values as { team?: string; assignee?: string } };
    case "note":
      return { note: { text: words, public: seen } };
    default:
      return { step: { step: doing.step.name, attributes: values, text: words, public: seen } };
  }
}

type OutcomeProps = { noun: Noun; records: RecordRow[]; progress: Progress; running: boolean };

/** How far it is; each record that was refused, with the reason. */
function Outcome({ noun, records, progress: { outcomes, left, fault }, running }: OutcomeProps) {
  const refused = outcomes.filter((each) => !each.done);
  const titles = useMemo(() => new Map(records.map(({ key, title }) => [key, title])), [records]);
  return (
    <>
      <ProgressBar
        value={(100 * outcomes.length) / records.length}
        aria-label={t.progress(outcomes.length, records.length)}
      />
      <Text size="sm" role="status">
        {running
          ? t.progress(outcomes.length, records.length)
          : t.sum(outcomes.length - refused.length, refused.length, left.length)}
      </Text>
      {fault && <ErrorState error={fault} />}
      {fault && <Text size="sm">{t.unknown}</Text>}
      {refused.length > 0 && (
        <ul className={classes.refused} aria-label={t.refused}>
          {refused.map(({ key, reason }) => (
            <li key={key}>
              <AnchorLink to="/$noun/$key" params={{ noun, key }} search={{}}>
                {key}
              </AnchorLink>{" "}
              {titles.get(key)}
              <Text size="xs" c="dimmed">
                {sentence(reason)}
              </Text>
            </li>
          ))}
        </ul>
      )}
      {!running && (refused.length > 0 || left.length > 0) && <Text size="xs">{t.stayChosen}</Text>}
    </>
  );
}
