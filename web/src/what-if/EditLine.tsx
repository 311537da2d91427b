// One edit of the plan as before and after, and below it what is wrong about it.
import { ActionIcon, Anchor } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { PlanOutcome, RelationType } from "../api/shapes";
import { text } from "../text";
import { fieldWords, shown } from "../ui/format";
import { useClassLabel } from "../ui/useClassLabel";
import { type Described, described } from "./describe";
import type { PlanEdit } from "./plan";
import { ruleWords } from "./rule";
import classes from "./WhatIf.module.css";

const t = text.whatIf.plan;

type Refusal = { where: string; reason: string; allowed?: unknown };
type LineProps = {
  edit: PlanEdit;
  outcomes: PlanOutcome[];
  refusals: Refusal[];
  types: RelationType[];
  nameOf: (key: string) => string;
  open: (key: string) => void;
  /** Left out where the plan is only shown. */
  remove?: () => void;
  /** What stands under it. */
  children?: ReactNode;
};

export function EditLine({ edit, outcomes, refusals, types, nameOf, open, remove, children }: LineProps) {
  const label = useClassLabel();
  const line = described(edit, { types, nameOf, label });
  const status = refusals.length ? "invalid" : worst(outcomes);
  return (
    <li className={classes.line} data-status={status}>
      <div>
        <div className={classes.word}>{line.word}</div>
        <Said line={line} nameOf={nameOf} open={open} />
      </div>
      {remove && (
        <ActionIcon size="sm" aria-label={t.remove(line.sentence)} onClick={remove}>
          <IconX size={14} />
        </ActionIcon>
      )}
      {refusals.map((each) => (
        <Fault
          key={`${each.where} ${each.reason}`}
          reason={each.reason}
          allowed={shownAllowed(each.allowed)}
        />
      ))}
      {outcomes.map((outcome) => (
        <Verdict key={`${outcome.where} ${outcome.field} ${outcome.status}`} outcome={outcome} />
      ))}
      {children}
    </li>
  );
}

function Verdict({ outcome }: { outcome: PlanOutcome }) {
  if (outcome.status === "already") return <div className={classes.hint}>{t.already}</div>;
  if (outcome.status === "invalid") return <Fault reason={withGiven(outcome)} allowed={outcome.allowed} />;
  if (outcome.status !== "conflict") return null;
  const now = outcome.field.startsWith("groups.") ? ruleWords(outcome.now) : shown(outcome.now);
  return (
    <div className={classes.fault} role="alert">
      {t.conflict} {outcome.field && `${fieldWords(outcome.field)}: `}
      {outcome.now === null ? outcome.reason : t.conflictNow(now)}
    </div>
  );
}

function Fault({ reason, allowed }: { reason: string; allowed: string }) {
  return (
    <div className={classes.fault} role="alert">
      {t.invalid} {reason}
      {allowed && `. ${t.allowed(allowed)}`}
    </div>
  );
}

/** A reason with the value that was refused; the line that it stands under says of which field. */
function withGiven({ reason, to }: PlanOutcome): string {
  return to === null ? reason : `${reason}; ${t.given(shown(to))}`;
}

function shownAllowed(allowed: unknown): string {
  return allowed === undefined || allowed === null ? "" : shown(allowed).replace(/^–$/, "");
}

type SaidProps = { line: Described; nameOf: (key: string) => string; open: (key: string) => void };

function Said({ line, nameOf, open }: SaidProps) {
  const [first, second] = line.cis;
  return (
    <>
      {first && <Name id={first} nameOf={nameOf} open={open} />}
      {second && (
        <>
          {" "}
          {line.between} <Name id={second} nameOf={nameOf} open={open} />
        </>
      )}
      {line.after && <span className={classes.word}> {line.after}</span>}
      {line.changes.map(({ field, was, to }) => (
        <div key={field}>
          <span className={classes.word}>{field}: </span>
          {was !== null && <span className={classes.was}>{was}</span>}
          {was !== null && <span aria-hidden> → </span>}
          <span className={classes.to}>{to}</span>
        </div>
      ))}
    </>
  );
}

type NameProps = { id: string; nameOf: (key: string) => string; open: (key: string) => void };

export function Name({ id, nameOf, open }: NameProps) {
  return (
    <Anchor component="button" type="button" fz="sm" fw={600} ta="left" onClick={() => open(id)}>
      {nameOf(id)}
    </Anchor>
  );
}

function worst(outcomes: PlanOutcome[]): PlanOutcome["status"] | undefined {
  const order = ["invalid", "conflict", "already", "applies"] as const;
  return order.find((status) => outcomes.some((outcome) => outcome.status === status));
}
