// What a board reads in a minute: risk, impact, window, collisions; then the plan, the decision, better windows.
import { Alert, Text } from "@mantine/core";
import { usePrefetchQuery, useQuery } from "@tanstack/react-query";
import type { Assessment, ChangePlan } from "../api/changes";
import type { RecordDetail } from "../api/shapes";
import { may } from "../session/may";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { knownKeys } from "../what-if/plan";
import { AfterPart } from "./AfterPart";
import { ApprovalPart } from "./ApprovalPart";
import { BackOutPart } from "./BackOutPart";
import classes from "./Changes.module.css";
import { CollisionTable } from "./CollisionTable";
import { DriftPart } from "./DriftPart";
import { ImpactPart, RedundancyPart } from "./ImpactPart";
import { PlanPart } from "./PlanPart";
import { assessmentQuery, commentsQuery, planQuery } from "./queries";
import { ReviewPart } from "./ReviewPart";
import { FactorTable, RiskSentence } from "./RiskPart";
import { useNames } from "./useNames";
import { documentOf } from "./usePlanEdit";
import { WindowStrip } from "./WindowStrip";
import { WindowsPart } from "./WindowsPart";
import { WorkPart } from "./WorkPart";

const t = text.changes;
/** In which states the plan may be another one, and in which nothing is decided any more. */
const PLANNED = ["draft", "assessment"];
const TALL = "82vh";

type Props = { record: RecordDetail; writable: boolean };

export function ChangePanels({ record, writable }: Props) {
  const asOf = useAsOf();
  if (asOf) return <Text size="sm">{t.past}</Text>;
  return <Now record={record} writable={writable} />;
}

function Now({ record, writable }: Props) {
  const session = useQuery(sessionQuery).data;
  const asks = may(session, "impact.ask");
  const plan = useQuery(planQuery(record.key));
  usePrefetchQuery(commentsQuery(record.key));
  // A plan that breaks the rules of the graph has no answer; one that is over needs none.
  const over = record.phase !== "open";
  const fits = plan.data?.outcomes.every((each) => each.status !== "invalid") ?? false;
  const judgeable = asks && !over && fits;
  const judged = useQuery({ ...assessmentQuery(record.key), enabled: judgeable });
  const document = plan.data ? documentOf(plan.data) : null;
  const { planned, if_it_fails: failing } = judged.data?.impact ?? {};
  const nameOf = useNames(
    [
      ...(document ? knownKeys(document) : []),
      ...(judged.data?.conflicts ?? []).flatMap((each) => each.ci ?? []),
    ],
    { ...failing?.names, ...planned?.names, ...judged.data?.difference.names },
  );
  // What stands below is out of view while this is worked out, so that nothing jumps when it is there.
  const waiting = !over && plan.error == null && !plan.data;
  return (
    <div className={classes.stack} style={waiting ? { minHeight: TALL } : undefined}>
      <Loaded answer={plan} rows={10}>
        {(found) => (
          <>
            {asks && <DriftPart record={record} />}
            <Panel title={t.board}>
              {judgeable ? (
                <div style={judged.isPending ? { minHeight: TALL } : undefined}>
                  <Loaded answer={judged} rows={8}>
                    {(answer) => <Judged record={record} found={found} judged={answer} nameOf={nameOf} />}
                  </Loaded>
                </div>
              ) : (
                <Text size="sm">{over ? t.over : asks ? t.unfit : t.mayNot}</Text>
              )}
            </Panel>
            {asks && <ReviewPart record={record} writable={writable} />}
            <div className={classes.two}>
              <PlanPart
                found={found}
                editable={writable && PLANNED.includes(record.state)}
                working={writable && record.state === "implementing"}
                nameOf={nameOf}
              />
              <div className={classes.stack}>
                <WorkPart record={record} writable={writable} />
                <BackOutPart record={record} writable={writable} nameOf={nameOf} />
                {judgeable && <ApprovalPart record={record} judged={judged.data} />}
                {judgeable && PLANNED.includes(record.state) && (
                  <WindowsPart found={found} writable={writable} />
                )}
              </div>
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

type JudgedProps = {
  record: RecordDetail;
  found: ChangePlan;
  judged: Assessment;
  nameOf: (key: string) => string;
};

function Judged({ record, found, judged, nameOf }: JudgedProps) {
  const plan = documentOf(found);
  const { conflicts } = judged;
  return (
    <div className={classes.stack}>
      {judged.not_laid.length > 0 && (
        <Alert color="orange">
          <Text size="sm" fw={600}>
            {t.notLaid}
          </Text>
          {judged.not_laid.map((reason) => (
            <div key={reason}>{reason}</div>
          ))}
        </Alert>
      )}
      <div className={classes.two}>
        <RiskSentence judged={judged} record={record} />
        <ImpactPart judged={judged} plan={plan} />
      </div>
      <div className={classes.part}>
        <h3 className={classes.heading}>{t.window.title}</h3>
        <WindowStrip plan={plan} collisions={conflicts} noReturn={found.point_of_no_return} nameOf={nameOf} />
      </div>
      <div className={classes.part}>
        <h3 className={classes.heading}>{t.collisions.title}</h3>
        {conflicts.length === 0 ? (
          <Text size="sm">{t.collisions.none}</Text>
        ) : (
          <CollisionTable collisions={conflicts} label={t.collisions.title} nameOf={nameOf} />
        )}
      </div>
      <div className={`${classes.two} ${classes.rule}`}>
        <RedundancyPart answer={judged.impact.planned} change={record.key} />
        <AfterPart judged={judged} plan={plan} />
      </div>
      <div className={classes.part}>
        <FactorTable judged={judged} nameOf={nameOf} />
      </div>
    </div>
  );
}
