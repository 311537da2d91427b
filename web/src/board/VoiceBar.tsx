// Decides on the change that is shown, by button or key; the form asks for the reason before anything is said.
import { Button, Group, Kbd, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type AgendaItem, type Meeting, meetings, type Verdict } from "../api/meetings";
import { may } from "../session/may";
import { text } from "../text";
import { useKeys } from "../ui/keys";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { sessionQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";
import classes from "./Board.module.css";

const t = text.board.voice;
const CHOICES: [Verdict, string][] = [
  ["approve", "a"],
  ["conditions", "c"],
  ["reject", "r"],
  ["defer", "d"],
];

type Props = { meeting: Meeting; item: AgendaItem };

export function VoiceBar({ meeting, item }: Props) {
  const session = useQuery(sessionQuery).data;
  const me = session?.account?.name ?? "";
  const why = !may(session, "change.decide")
    ? t.mayNot
    : meeting.state !== "open"
      ? t.notOpen
      : !meeting.present.includes(me)
        ? t.notHere
        : "";
  const asked = item.asks === "decision" && item.state === "approval";
  return (
    <section className={`panel ${classes.bar}`} aria-label={t.bar}>
      <Voices meeting={meeting} item={item} />
      {asked && (why ? <Text size="sm">{why}</Text> : <Choosing meeting={meeting} item={item} />)}
      <p className={classes.legend}>
        <strong>{t.legend}</strong>
        {t.keys.map(([key, word]) => (
          <span key={key}>
            <Kbd size="xs">{key}</Kbd> {word}
          </span>
        ))}
        <span>{t.arrows}</span>
      </p>
    </section>
  );
}

function Choosing({ meeting, item }: Props) {
  const queries = useQueryClient();
  const [choice, setChoice] = useState<Verdict | null>(null);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  // The facts that were on the page when the form was opened are those that were seen.
  const [seen, setSeen] = useState(item.hash);
  const close = () => {
    setChoice(null);
    setReason("");
    setMissing(false);
  };
  const speak = useMutation({
    mutationFn: (decision: Verdict) =>
      meetings.speak(
        meeting.id,
        { change: item.change, decision, reason: reason.trim(), hash: seen },
        newRequest(),
      ),
    onSuccess: (_, decision) => {
      tell(t.done[decision]);
      close();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  const open = (next: Verdict) => {
    speak.reset();
    setSeen(item.hash);
    setMissing(false);
    setChoice(next);
  };
  useKeys(
    Object.fromEntries(CHOICES.map(([verdict, key]) => [key, () => open(verdict)])),
    choice === null && !speak.isPending,
  );
  const submit = () => {
    if (!choice) return;
    const needed = choice !== "approve" && !reason.trim();
    setMissing(needed);
    if (!needed) speak.mutate(choice);
  };
  return (
    <>
      <Group gap="xs">
        {CHOICES.map(([verdict, key]) => (
          <Button
            key={verdict}
            variant={verdict === "approve" && choice === null ? "filled" : "default"}
            aria-keyshortcuts={key.toUpperCase()}
            onClick={() => open(verdict)}
          >
            {t[verdict]}
          </Button>
        ))}
      </Group>
      {choice && (
        <form
          key={choice}
          noValidate
          aria-label={t.confirm[choice]}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
          onKeyDown={(event) => event.key === "Escape" && close()}
        >
          <Textarea
            label={choice === "conditions" ? t.conditionsLabel : t.reason}
            required={choice !== "approve"}
            autosize
            minRows={2}
            mt="xs"
            autoFocus={choice !== "approve"}
            value={reason}
            error={missing ? t.give : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group gap="xs" mt="xs">
            <Button type="submit" autoFocus={choice === "approve"} loading={speak.isPending}>
              {t.confirm[choice]}
            </Button>
            <Button variant="default" onClick={close}>
              {text.ui.cancel}
            </Button>
          </Group>
        </form>
      )}
      {speak.error != null && <ErrorState error={speak.error} wrote />}
      <Text size="xs" c="dimmed" className={classes.hash}>
        {t.seen} <span className="mono">{item.hash}</span>
      </Text>
    </>
  );
}

function Voices({ meeting, item }: Props) {
  const here = meeting.said.filter((each) => each.change === item.change);
  const votes = item.approval.votes.filter((vote) => !here.some((each) => each.by === vote.by));
  if (here.length + votes.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t.said}>
      {votes.map((each) => (
        <li key={each.by}>
          <strong>{each.by}</strong> {t.words[each.decision] ?? each.decision}
          {each.reason && `: ${each.reason}`}
          {each.why_not && ` (${text.changes.approval.notCounted(each.why_not)})`}
        </li>
      ))}
      {here.map((each) => (
        <li key={`${each.by} ${each.at}`}>
          <strong>{t.whom(each.by, each.speaks_for)}</strong> {t.words[each.decision] ?? each.decision}
          {each.reason && `: ${each.reason}`}
        </li>
      ))}
    </ul>
  );
}
