// The plan as a diff with what was said of each line: edits in words, what is taken down and when, tests, the way back.
import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ChangePlan, PlanLine } from "../api/changes";
import { may } from "../session/may";
import { text } from "../text";
import { fieldWords, span, utc } from "../ui/format";
import { CiLink } from "../ui/links";
import { relationTypesQuery, sessionQuery } from "../ui/queries";
import { StateMark } from "../ui/StateMark";
import { ErrorState, Waiting } from "../ui/states";
import { EditLine } from "../what-if/EditLine";
import { at } from "../what-if/PlanPanel";
import { type Down, downIn } from "../what-if/plan";
import lines from "../what-if/WhatIf.module.css";
import classes from "./Changes.module.css";
import { LineComments, Thread } from "./LineComments";
import type { Told } from "./links";
import type { ChangePlanDocument } from "./plan-parts";
import { commentsQuery } from "./queries";

const t = text.changes.plan;

type Props = Told & { found: ChangePlan; plan: ChangePlanDocument };
type Speak = (which: (line: PlanLine) => boolean) => ReactNode;

export function PlanLines({ found, plan, nameOf }: Props) {
  const conflicts = found.outcomes.filter((each) => each.status === "conflict").length;
  const session = useQuery(sessionQuery).data;
  const comments = useQuery(commentsQuery(found.key));
  if (comments.isPending) return <Waiting rows={6} />;
  const said = comments.data;
  const writable = may(session, "record.write");
  const gone = (said?.threads ?? []).filter((each) => each.now === null);
  const speak: Speak = (which) => {
    const spoken = (said?.lines ?? []).filter(which);
    return spoken.map((line) => (
      <LineComments
        key={line.line}
        id={found.key}
        line={line}
        field={spoken.length > 1 ? fieldWords(line.of) : undefined}
        threads={(said?.threads ?? []).filter((each) => each.line === line.line)}
        writable={writable}
      />
    ));
  };
  const part = (name: PlanLine["part"]) => speak((line) => line.part === name);
  return (
    <div className={classes.stack}>
      {conflicts > 0 && (
        <Alert color="red" variant="light" role="alert" py={8}>
          {t.conflicts(conflicts)}
        </Alert>
      )}
      {comments.error != null && <ErrorState error={comments.error} retry={() => comments.refetch()} />}
      {said && said.open > 0 && (
        <Text size="sm" fw={600}>
          {text.changes.comments.open(said.open)}
        </Text>
      )}
      {plan.description && (
        <Part title={t.description}>
          <p className={classes.words}>{plan.description}</p>
          {part("description")}
        </Part>
      )}
      <Part title={t.edits}>
        <Edits found={found} plan={plan} nameOf={nameOf} speak={speak} />
      </Part>
      <Part title={t.down}>
        {downIn(plan).length === 0 && <Text size="sm">{t.noDown}</Text>}
        <ul className={classes.lines} aria-label={t.down}>
          {downIn(plan).map((each, index, all) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one CI may be taken down twice
            <li key={index}>
              <StateMark state={each.state ?? "down"} />
              <CiLink id={each.ci}>{nameOf(each.ci)}</CiLink>
              <span className={classes.note}>{when(each)}</span>
              {all.findIndex((other) => other.ci === each.ci) === index && (
                <div className={classes.beside}>
                  {speak((line) => line.part === "down" && line.of === each.ci)}
                </div>
              )}
            </li>
          ))}
        </ul>
      </Part>
      {plan.window && (
        <Part title={t.window}>
          <p className={classes.words}>
            <span title={`${utc(plan.window.start)} – ${utc(plan.window.end)}`}>
              {span(plan.window.start, plan.window.end)}
            </span>
          </p>
          {part("window")}
        </Part>
      )}
      <Part title={t.tests}>
        <p className={classes.words}>{plan.tests || t.noTests}</p>
        {part("tests")}
      </Part>
      <Part title={t.backout}>
        <p className={classes.words}>
          {plan.backout_minutes ? t.minutes(plan.backout_minutes) : ""}
          {plan.backout || (plan.backout_minutes ? "" : t.noBackout)}
        </p>
        {part("backout")}
      </Part>
      {gone.length > 0 && (
        <Part title={text.changes.comments.gone}>
          <Text size="xs" c="dimmed" mb={4}>
            {text.changes.comments.goneAbout}
          </Text>
          {gone.map((each) => (
            <Thread key={each.id} id={found.key} thread={each} writable={writable} />
          ))}
        </Part>
      )}
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

function Edits({ found, plan, nameOf, speak }: Props & { speak: Speak }) {
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
        >
          {speak((line) => line.edit === index)}
        </EditLine>
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
