// One more task or check of a change.
import { Button, Group, MultiSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ChangeTask } from "../api/changes";
import { text } from "../text";
import classes from "./Changes.module.css";
import { freeId } from "./tasks";

const t = text.changes.work;
const KINDS: ChangeTask["kind"][] = ["check_before", "task", "check_after"];

type Props = { tasks: ChangeTask[]; busy: boolean; add: (task: object) => void; close: () => void };

export function TaskForm({ tasks, busy, add, close }: Props) {
  const [kind, setKind] = useState<ChangeTask["kind"]>("task");
  const [title, setTitle] = useState("");
  const [expected, setExpected] = useState("");
  const [owner, setOwner] = useState("");
  const [after, setAfter] = useState<string[]>([]);
  const [asked, setAsked] = useState(false);
  const check = kind !== "task";
  const whole = title.trim() !== "" && (!check || expected.trim() !== "");
  return (
    <form
      noValidate
      aria-label={t.add}
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (whole)
          add({
            id: freeId(tasks),
            title: title.trim(),
            kind,
            expected: check ? expected.trim() : "",
            owner: owner.trim(),
            after,
          });
      }}
    >
      <div className={classes.stack}>
        <SegmentedControl
          aria-label={t.kind}
          data={KINDS.map((each) => ({ value: each, label: t.kinds[each] ?? each }))}
          value={kind}
          onChange={(value) => setKind(value as ChangeTask["kind"])}
        />
        <TextInput
          label={t.what}
          required
          value={title}
          error={asked && !title.trim() ? t.sayWhat : undefined}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        {check && (
          <TextInput
            label={t.expects}
            required
            value={expected}
            error={asked && !expected.trim() ? t.sayExpected : undefined}
            onChange={(event) => setExpected(event.currentTarget.value)}
          />
        )}
        <TextInput label={t.who} value={owner} onChange={(event) => setOwner(event.currentTarget.value)} />
        {tasks.length > 0 && (
          <MultiSelect
            label={t.after}
            data={tasks.map((each) => ({ value: each.id, label: each.title }))}
            value={after}
            onChange={setAfter}
          />
        )}
        <Group gap="xs">
          <Button type="submit" loading={busy}>
            {t.save}
          </Button>
          <Button variant="default" onClick={close}>
            {text.ui.cancel}
          </Button>
        </Group>
      </div>
    </form>
  );
}
