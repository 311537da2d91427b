// The plan as a diff: each edit in words, what is taken down and when, tests, and the way back.
import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ChangePlan } from "../api/changes";
import { text } from "../text";
import { CiLink } from "../ui/links";
import { relationTypesQuery } from "../ui/queries";
import { StateMark } from "../ui/StateMark";
import { EditLine } from "../what-if/EditLine";
import { at } from "../what-if/PlanPanel";
import { type Down, downIn } from "../what-if/plan";
import lines from "../what-if/WhatIf.module.css";
import classes from "./Changes.module.css";
import type { Told } from "./links";
import type { ChangePlanDocument } from "./plan-parts";

const t = text.changes.plan;

type Props = Told & { found: ChangePlan; plan: ChangePlanDocument };

export function PlanLines({ found, plan, nameOf }: Props) {
  const conflicts = found.outcomes.filter((each) => each.status === "conflict").length;
  return (
    <div className={classes.stack}>
      {conflicts > 0 && (
        <Alert color="red" variant="light" role="alert" py={8}>
          {t.conflicts(conflicts)}
        </Alert>
      )}
      {plan.description && (
        <Part title={t.description}>
          <p className={classes.words}>{plan.description}</p>
        </Part>
      )}
      <Part title={t.edits}>
        <Edits found={found} plan={plan} nameOf={nameOf} />
      </Part>
      <Part title={t.down}>
        {downIn(plan).length === 0 && <Text size="sm">{t.noDown}</Text>}
        <ul className={classes.lines} aria-label={t.down}>
          {downIn(plan).map((each, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one CI may be taken down twice
            <li key={index}>
              <StateMark state={each.state ?? "down"} />
              <CiLink id={each.ci}>{nameOf(each.ci)}</CiLink>
              <span className={classes.note}>{when(each)}</span>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t.tests}>
        <p className={classes.words}>{plan.tests || t.noTests}</p>
      </Part>
      <Part title={t.backout}>
        <p className={classes.words}>
          {plan.backout_minutes ? t.minutes(plan.backout_minutes) : ""}
          {plan.backout || (plan.backout_minutes ? "" : t.noBackout)}
        </p>
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className={classes.heading}>{title}</h3>
      {children}
    </div>
  );
}

function Edits({ found, plan, nameOf }: Props) {
  const navigate = useNavigate();
  const types = useQuery(relationTypesQuery).data ?? [];
  if (plan.edits.length === 0) return <Text size="sm">{t.noEdits}</Text>;
  return (
    <ul className={lines.lines} aria-label={t.edits}>
      {plan.edits.map((edit, index) => (
        <EditLine
          // biome-ignore lint/suspicious/noArrayIndexKey: an edit is its place in the plan
          key={index}
          edit={edit}
          outcomes={at(found.outcomes, index)}
          refusals={[]}
          types={types}
          nameOf={nameOf}
          open={(key) => !key.startsWith("$") && navigate({ to: "/cis/$key", params: { key }, search: {} })}
        />
      ))}
    </ul>
  );
}

/** From when for how long, in words. */
function when(each: Down): string {
  const offset = Number(each.start_minutes ?? 0);
  const length = each.minutes === undefined ? t.toEnd : t.for(Number(each.minutes));
  return `${t.when(t.offset(offset), length)}`.replace(/^, /, "");
}
