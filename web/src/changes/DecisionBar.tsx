// Decides on a change by button or key; the vote keeps the name of the facts that were on the page.
import { Alert, Button, Group, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Approval, type Assessment, changes } from "../api/changes";
import { records } from "../api/records";
import type { RecordDetail } from "../api/shapes";
import { text } from "../text";
import { span } from "../ui/format";
import { useKeys } from "../ui/keys";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { ErrorState } from "../ui/states";
import classes from "./Changes.module.css";

const t = text.changes.approval;

type Choice = "approve" | "conditions" | "reject";
type Props = {
  record: RecordDetail;
  approval: Approval;
  judged: Assessment;
  /** The decision that a link asks for: its form is open at once, and nothing is sent before it is confirmed. */
  wanted: Choice | undefined;
  /** The name of the facts that the link's mail told of. */
  seen: string | undefined;
};

export function DecisionBar({ record, approval, judged, wanted, seen }: Props) {
  const queries = useQueryClient();
  const { hash } = judged;
  const [choice, setChoice] = useState<Choice | null>(wanted ?? null);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const step = (name: string, attributes: Record<string, string> = {}) =>
    records.step("changes", record.key, { step: name, attributes, text: "", public: false }, newRequest());
  const decide = useMutation({
    mutationFn: async (decision: Choice) => {
      // What is approved beforehand takes no voice; the last voice that was needed moves the change on.
      if (decision === "approve" && approval.needed === 0) return await step("approve");
      const after = await changes.vote(record.key, { decision, reason: reason.trim(), hash }, newRequest());
      if (decision === "reject") return await step("reject", { decision_reason: reason.trim() });
      return after.approved ? await step("approve") : null;
    },
    onSuccess: (after, decision) => {
      tell(
        [t.done[decision], decision !== "reject" && after && t.scheduled(after.state_label)]
          .filter(Boolean)
          .join(" "),
      );
      close();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  const open = (next: Choice) => {
    decide.reset();
    setMissing(false);
    setChoice(next);
  };
  const close = () => {
    setChoice(null);
    setReason("");
    setMissing(false);
  };
  useKeys(
    { a: () => open("approve"), c: () => open("conditions"), r: () => open("reject") },
    choice === null && !decide.isPending,
  );
  const submit = () => {
    if (!choice) return;
    const needed = choice !== "approve" && !reason.trim();
    setMissing(needed);
    if (!needed) decide.mutate(choice);
  };
  return (
    <fieldset className={classes.decision} aria-label={t.bar}>
      {seen !== undefined && seen !== hash && (
        <Alert color="orange" role="alert">
          <Text size="sm" fw={600}>
            {t.movedSince}
          </Text>
          <Text size="sm">{t.movedSinceAbout}</Text>
        </Alert>
      )}
      <Group gap="xs">
        <Choose word={t.approve} letter="A" filled={choice === null} open={() => open("approve")} />
        {approval.needed > 0 && <Choose word={t.conditions} letter="C" open={() => open("conditions")} />}
        <Choose word={t.reject} letter="R" open={() => open("reject")} />
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
          <div className={classes.stack}>
            <Text size="sm">{decided(record, judged)}</Text>
            <Textarea
              label={choice === "conditions" ? t.reasonConditions : t.reason}
              required={choice !== "approve"}
              autosize
              minRows={2}
              autoFocus={choice !== "approve"}
              value={reason}
              error={missing ? t.give : undefined}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Group gap="xs">
              <Button type="submit" autoFocus={choice === "approve"} loading={decide.isPending}>
                {t.confirm[choice]}
              </Button>
              <Button variant="default" onClick={close}>
                {text.ui.cancel}
              </Button>
            </Group>
          </div>
        </form>
      )}
      {decide.error != null && <ErrorState error={decide.error} wrote />}
      <Text size="xs" c="dimmed">
        {t.seen} <span className="mono">{hash}</span>
      </Text>
    </fieldset>
  );
}

/** What one decides on, in a sentence: the change, its window, its risk. */
function decided(record: RecordDetail, { risk, title }: Assessment): string {
  const { starts_at: start, ends_at: end } = record.attributes;
  const level = String(record.attributes.risk_override ?? risk.level);
  const words = text.changes.risk.levels[level] ?? level;
  const window = start && end ? span(String(start), String(end)) : t.noWindow;
  return t.decides(title, window, words, risk.score);
}

function Choose({
  word,
  letter,
  filled = false,
  open,
}: {
  word: string;
  letter: string;
  filled?: boolean;
  open: () => void;
}) {
  return (
    <Button
      variant={filled ? "filled" : "default"}
      aria-label={word}
      aria-keyshortcuts={letter}
      onClick={open}
    >
      {word}
      <span className={classes.key} aria-hidden>
        {letter}
      </span>
    </Button>
  );
}
