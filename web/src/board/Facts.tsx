// The page of a change that a board reads in a minute; everything on it is worked out by the change's own routes.
import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type AgendaItem, type Meeting, meetings } from "../api/meetings";
import changeClasses from "../changes/Changes.module.css";
import { CollisionTable } from "../changes/CollisionTable";
import { ImpactPart } from "../changes/ImpactPart";
import { assessmentQuery, planQuery } from "../changes/queries";
import { FactorTable, RiskSentence } from "../changes/RiskPart";
import { useNames } from "../changes/useNames";
import { documentOf } from "../changes/usePlanEdit";
import { WindowStrip } from "../changes/WindowStrip";
import { recordQuery } from "../records/queries";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import classes from "./Board.module.css";
import { Notices } from "./Notices";

const t = text.board.facts;

type Props = { meeting: Meeting; item: AgendaItem };

export function Facts({ meeting, item }: Props) {
  // What was new when it was opened stays on the page, although it counts as seen from then on.
  const [news] = useState(item.news);
  useEffect(() => {
    meetings.look(meeting.id, item.change).catch(() => undefined);
  }, [meeting.id, item.change]);
  return (
    <Panel label={t.title}>
      <h2 className={classes.headline}>{item.title}</h2>
      <Text size="sm" c="dimmed">
        <AnchorLink to="/$noun/$key" params={{ noun: "changes", key: item.change }} search={{}}>
          {item.change}
        </AnchorLink>
        {` · ${text.board.facts.asked(item.requester)} · `}
        <Time at={item.starts_at} absolute zoned />
      </Text>
      {item.asks === "review" && <Text mt="xs">{t.review}</Text>}
      {item.asks === "decision" && item.state !== "approval" && (
        <Text mt="xs">{t.decided(item.state_label)}</Text>
      )}
      <div className={classes.news} data-testid="news">
        <h3 className={classes.small}>{t.news}</h3>
        {news.looked_at === null ? (
          <Text size="sm">{t.first}</Text>
        ) : news.items.length === 0 ? (
          <Text size="sm">{t.nothing}</Text>
        ) : (
          <ul className={classes.list}>
            {news.items.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        )}
      </div>
      {item.fault ? (
        <Alert color="orange" title={text.board.agenda.unjudged} mt="xs">
          {item.fault}
        </Alert>
      ) : (
        <>
          {item.asks === "decision" && <Judged change={item.change} />}
          <Notices change={item.change} />
        </>
      )}
    </Panel>
  );
}

function Judged({ change }: { change: string }) {
  const judged = useQuery(assessmentQuery(change));
  const plan = useQuery(planQuery(change));
  const record = useQuery(recordQuery("changes", change, undefined));
  const { planned, if_it_fails: failing } = judged.data?.impact ?? {};
  const nameOf = useNames(
    (judged.data?.conflicts ?? []).flatMap((each) => each.ci ?? []),
    { ...failing?.names, ...planned?.names },
  );
  const waiting = judged.error == null && !(judged.data && plan.data && record.data);
  return (
    <div style={waiting ? { minHeight: "60vh" } : undefined}>
      <Loaded answer={judged} rows={8}>
        {(answer) =>
          plan.data &&
          record.data && (
            <div className={classes.facts}>
              <div className={changeClasses.two}>
                <RiskSentence judged={answer} record={record.data} />
                <ImpactPart judged={answer} plan={documentOf(plan.data)} />
              </div>
              <div className={classes.readings}>
                <p>
                  <strong>{t.planned}:</strong> {answer.impact.planned.headline}
                </p>
                <p>
                  <strong>{t.failing}:</strong> {answer.impact.if_it_fails.headline}
                </p>
              </div>
              <div>
                <h3 className={classes.small}>{text.changes.window.title}</h3>
                <WindowStrip plan={documentOf(plan.data)} collisions={answer.conflicts} nameOf={nameOf} />
              </div>
              <div>
                <h3 className={classes.small}>{text.changes.collisions.title}</h3>
                {answer.conflicts.length === 0 ? (
                  <Text size="sm">{text.changes.collisions.none}</Text>
                ) : (
                  <CollisionTable
                    collisions={answer.conflicts}
                    label={text.changes.collisions.title}
                    nameOf={nameOf}
                  />
                )}
              </div>
              <FactorTable judged={answer} nameOf={nameOf} />
            </div>
          )
        }
      </Loaded>
    </div>
  );
}
