// The tasks and checks of a change: what is ready, what was found, who did it when.
import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ChangeTask, changes, type TaskAnswer } from "../api/changes";
import type { RecordDetail } from "../api/shapes";
import { text } from "../text";
import { newRequest } from "../ui/once";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import type { StateName } from "../ui/state";
import { ErrorState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import classes from "./Changes.module.css";
import { tasksQuery } from "./queries";
import { TaskForm } from "./TaskForm";
import { planOf } from "./tasks";

const t = text.changes.work;
/** The states in which tasks may still be others. */
const PLANNED = ["draft", "assessment", "approval", "scheduled", "implementing"];
const SHAPES: Record<ChangeTask["state"], StateName> = {
  waiting: "unknown",
  ready: "none",
  done: "ok",
  failed: "down",
};

type Props = { record: RecordDetail; writable: boolean };

export function WorkPart({ record, writable }: Props) {
  const queries = useQueryClient();
  const tasks = useQuery(tasksQuery(record.key));
  const [adding, setAdding] = useState(false);
  const settled = () => queries.invalidateQueries({ queryKey: ["graph"] });
  const put = useMutation({
    mutationFn: (planned: object[]) => changes.putTasks(record.key, record.revision, planned),
    onSuccess: () => setAdding(false),
    onSettled: settled,
  });
  const answer = useMutation({
    mutationFn: ({ task, ...said }: TaskAnswer & { task: string }) =>
      changes.answerTask(record.key, task, said, newRequest()),
    onSettled: settled,
  });
  const editable = writable && PLANNED.includes(record.state);
  const working = writable && record.state === "implementing";
  return (
    <Panel
      title={t.title}
      aside={
        editable &&
        !adding && (
          <Button variant="default" size="compact-xs" onClick={() => setAdding(true)}>
            {t.add}
          </Button>
        )
      }
    >
      <Loaded answer={tasks} rows={2}>
        {(items) => (
          <div className={classes.stack}>
            {items.length === 0 && !adding && <Text size="sm">{t.none}</Text>}
            {(put.error ?? answer.error) != null && <ErrorState error={put.error ?? answer.error} wrote />}
            {items.length > 0 && (
              <ul className={classes.lines} aria-label={t.title}>
                {items.map((each) => (
                  <Line
                    key={each.id}
                    task={each}
                    working={working}
                    busy={answer.isPending && answer.variables.task === each.id}
                    answer={(said) => answer.mutate({ task: each.id, ...said })}
                    remove={
                      editable && !each.done_at
                        ? () => put.mutate(planOf(items.filter((one) => one.id !== each.id)))
                        : undefined
                    }
                  />
                ))}
              </ul>
            )}
            {adding && editable && (
              <TaskForm
                tasks={items}
                busy={put.isPending}
                add={(task) => put.mutate([...planOf(items), task])}
                close={() => {
                  put.reset();
                  setAdding(false);
                }}
              />
            )}
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

type LineProps = {
  task: ChangeTask;
  working: boolean;
  busy: boolean;
  answer: (said: TaskAnswer) => void;
  remove: (() => void) | undefined;
};

function Line({ task, working, busy, answer, remove }: LineProps) {
  const check = task.kind !== "task";
  return (
    <li>
      <StateMark state={SHAPES[task.state]} word={t.states[task.state]} />
      <span>
        {check && <b>{t.kinds[task.kind]}: </b>}
        {task.title}
      </span>
      {task.owner && <span className={classes.note}>{t.owner(task.owner)}</span>}
      {remove && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          aria-label={t.remove(task.title)}
          onClick={remove}
        >
          <IconTrash size={13} aria-hidden />
        </Button>
      )}
      <span className={classes.note} style={{ flexBasis: "100%" }}>
        {check && t.expected(task.expected)}
        {task.found && t.found(task.found)}
        {task.waits_for.length > 0 && t.waits(task.waits_for.join(", "))}
        {task.done_at && (
          <>
            {t.by(task.done_by)} <Time at={task.done_at} />
          </>
        )}
      </span>
      {working && <Answer task={task} busy={busy} answer={answer} />}
    </li>
  );
}

function Answer({ task, busy, answer }: Pick<LineProps, "task" | "busy" | "answer">) {
  const [found, setFound] = useState("");
  if (task.state === "waiting") return null;
  if (task.kind === "task")
    return (
      <Button
        variant="default"
        size="compact-xs"
        loading={busy}
        aria-label={task.state === "done" ? t.openAgain(task.title) : t.isDone(task.title)}
        onClick={() => answer({ undo: task.state === "done" })}
      >
        {task.state === "done" ? t.reopen : t.done}
      </Button>
    );
  return (
    <form
      style={{ flexBasis: "100%" }}
      onSubmit={(event) => {
        event.preventDefault();
        if (!found.trim()) return;
        answer({ found });
        setFound("");
      }}
    >
      <Group gap="xs">
        <TextInput
          size="xs"
          aria-label={t.foundBy(task.title)}
          placeholder={t.whatFound}
          value={found}
          onChange={(event) => setFound(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" size="compact-sm" loading={busy} disabled={!found.trim()}>
          {t.answer}
        </Button>
      </Group>
    </form>
  );
}
