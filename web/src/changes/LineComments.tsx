// What was said of one line of a plan, and a form to say more; what is typed outlives a reload.
import { Button, Group, Text, Textarea } from "@mantine/core";
import { IconMessage } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { type ChangeComments, type CommentThread, changes, type PlanLine } from "../api/changes";
import { SeenBy, SeenMark } from "../records/SeenBy";
import { text } from "../text";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { useRemembered } from "../ui/remembered";
import { ErrorState } from "../ui/states";
import { Time } from "../ui/Time";
import classes from "./Comments.module.css";
import { commentsQuery } from "./queries";

const t = text.changes.comments;
const SHORT = 60;

type LineProps = {
  id: string;
  line: PlanLine;
  /** Which of the lines of an edit it is, where there are several. */
  field?: string | undefined;
  threads: CommentThread[];
  writable: boolean;
};

export function LineComments({ id, line, field, threads, writable }: LineProps) {
  const [writing, setWriting] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setWriting(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <div className={classes.line}>
      {field && threads.length > 0 && (
        <Text size="xs" fw={600}>
          {field}
        </Text>
      )}
      {threads.map((thread) => (
        <Thread key={thread.id} id={id} thread={thread} writable={writable} />
      ))}
      {writing ? (
        <Words
          memory={`comment.${id}.${line.line}`}
          label={t.label}
          name={t.commentOn(line.words)}
          submit={t.add}
          send={(said, once) => changes.comment(id, { line: line.line, ...said }, once)}
          id={id}
          close={close}
        />
      ) : (
        writable && (
          <Button
            ref={button}
            variant="subtle"
            color="gray"
            size="compact-xs"
            leftSection={<IconMessage size={13} aria-hidden />}
            aria-label={t.commentOn(line.words)}
            onClick={() => setWriting(true)}
          >
            {field ? t.commentOnField(field) : t.comment}
          </Button>
        )
      )}
    </div>
  );
}

type ThreadProps = { id: string; thread: CommentThread; writable: boolean };

export function Thread({ id, thread, writable }: ThreadProps) {
  const [first] = thread.comments;
  if (thread.resolved_by === null) return <Said id={id} thread={thread} writable={writable} />;
  const short = first ? first.text.slice(0, SHORT) + (first.text.length > SHORT ? "…" : "") : "";
  return (
    <details className={classes.resolved}>
      <summary>{t.resolved(thread.resolved_by, short)}</summary>
      <Said id={id} thread={thread} writable={writable} />
    </details>
  );
}

function Said({ id, thread, writable }: ThreadProps) {
  const queries = useQueryClient();
  const [answering, setAnswering] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const open = thread.resolved_by === null;
  const line = thread.now ?? thread.words;
  const turn = useMutation({
    mutationFn: () =>
      changes.answerComment(id, thread.id, { text: "", public: false, resolved: open }, newRequest()),
    onSuccess: (found) => keep(queries, id, found),
  });
  const close = () => {
    setAnswering(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <section className={classes.thread} aria-label={t.on(line)}>
      {!thread.same && (
        <Text size="xs" c="dimmed">
          {t.lineThen(thread.words)}
        </Text>
      )}
      <ul>
        {thread.comments.map((each) => (
          <li key={each.id}>
            <Group gap="0.1rem 0.5rem">
              <b>{each.by}</b>
              <Text span size="xs" c="dimmed">
                <Time at={each.at} />
              </Text>
              <SeenMark seen={each.public} />
            </Group>
            <p>{each.text}</p>
          </li>
        ))}
      </ul>
      {turn.error != null && <ErrorState error={turn.error} wrote />}
      {answering ? (
        <Words
          memory={`answer.${id}.${thread.id}`}
          label={t.answerLabel}
          name={t.answerTo(thread.comments[0]?.by ?? "", line)}
          submit={t.addAnswer}
          send={(said, once) => changes.answerComment(id, thread.id, { ...said, resolved: null }, once)}
          id={id}
          close={close}
        />
      ) : (
        writable && (
          <Group gap="xs">
            <Button
              ref={button}
              variant="default"
              size="compact-xs"
              aria-label={t.answerTo(thread.comments[0]?.by ?? "", line)}
              onClick={() => setAnswering(true)}
            >
              {t.answer}
            </Button>
            <Button
              variant="default"
              size="compact-xs"
              loading={turn.isPending}
              aria-label={open ? t.resolveOn(line) : t.reopenOn(line)}
              onClick={() => turn.mutate()}
            >
              {open ? t.resolve : t.reopen}
            </Button>
          </Group>
        )
      )}
    </section>
  );
}

type Typed = { text: string; public: boolean };
type WordsProps = {
  id: string;
  memory: string;
  label: string;
  name: string;
  submit: string;
  send: (said: Typed, once: string) => Promise<ChangeComments>;
  close: () => void;
};

function Words({ id, memory, label, name, submit, send, close }: WordsProps) {
  const queries = useQueryClient();
  const [typed, remember] = useRemembered(memory, "");
  const [seen, setSeen] = useState(false);
  const [empty, setEmpty] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another comment
  const once = useMemo(newRequest, [typed, seen]);
  const add = useMutation({
    mutationFn: () => send({ text: typed.trim(), public: seen }, once),
    onSuccess: async (found) => {
      remember(null);
      tell(t.added);
      close();
      await keep(queries, id, found);
    },
  });
  const save = () => {
    setEmpty(!typed.trim());
    if (typed.trim() && !add.isPending) add.mutate();
  };
  return (
    <form
      className={classes.form}
      noValidate
      aria-label={name}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        close();
      }}
    >
      <Textarea
        label={label}
        autosize
        minRows={2}
        maxRows={12}
        autoFocus
        value={typed}
        error={empty && !typed.trim() ? t.empty : undefined}
        onChange={(event) => remember(event.currentTarget.value || null)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
        }}
      />
      <SeenBy seen={seen} set={setSeen} what={t.who} />
      {add.error != null && <ErrorState error={add.error} wrote />}
      <Group gap="xs">
        <Button type="submit" size="compact-sm" loading={add.isPending}>
          {submit}
        </Button>
        <Button variant="default" size="compact-sm" onClick={close}>
          {text.ui.cancel}
        </Button>
      </Group>
    </form>
  );
}

/** Shows at once what the answer to a comment holds, then the record's timeline with it. */
async function keep(queries: ReturnType<typeof useQueryClient>, id: string, found: ChangeComments) {
  queries.setQueryData(commentsQuery(id).queryKey, found);
  await queries.invalidateQueries({ queryKey: ["graph"] });
}
