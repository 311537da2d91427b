// Who must agree to a change, who has, and who saw other facts than those of now.
import { Group, Text, Tooltip } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Approval, Assessment, Vote } from "../api/changes";
import type { RecordDetail } from "../api/shapes";
import { whoInWords } from "../approval-rules/who";
import { may } from "../session/may";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { StateMark } from "../ui/StateMark";
import { Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import classes from "./Changes.module.css";
import { DecisionBar } from "./DecisionBar";
import { approvalQuery } from "./queries";

const t = text.changes.approval;

const route = getRouteApi("/$noun/$key");

type Props = { record: RecordDetail; judged: Assessment | undefined };

export function ApprovalPart({ record, judged }: Props) {
  const { decide, seen } = route.useSearch();
  const session = useQuery(sessionQuery).data;
  const approval = useQuery(approvalQuery(record.key));
  const asked = record.state === "approval";
  return (
    <Panel title={t.title}>
      <Loaded answer={approval} rows={3}>
        {(found) => (
          <div className={classes.stack}>
            <div>
              <Standing found={found} />
              <Text size="xs" c="dimmed">
                {t.rule(found.rule)}
              </Text>
              {found.who.length > 0 && <Text size="xs">{t.who(whoInWords(found.who))}</Text>}
              {found.reason && <Text size="xs">{found.reason}</Text>}
            </div>
            {found.votes.length > 0 ? (
              <ul className={classes.lines} aria-label={t.votes}>
                {found.votes.map((vote) => (
                  <Voice key={vote.by} vote={vote} stale={found.stale.includes(vote.by)} />
                ))}
              </ul>
            ) : (
              <Text size="sm">
                {record.state === "draft" || record.state === "assessment" ? t.notAsked : t.none}
              </Text>
            )}
            {decide && !asked && <Text size="sm">{t.tooLate(record.state_label)}</Text>}
            {decide && asked && !may(session, "change.decide") && <Text size="sm">{t.mayNot}</Text>}
            {asked && may(session, "change.decide") && judged && (
              <DecisionBar
                record={record}
                approval={found}
                judged={judged}
                wanted={found.votes.some((vote) => vote.by === session?.account?.name) ? undefined : decide}
                seen={decide && seen}
              />
            )}
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function Standing({ found }: { found: Approval }) {
  if (found.rejecting.length > 0)
    return <StateMark state="down" word={t.rejected(found.rejecting.join(", "))} />;
  const said = found.needed === 0 ? t.beforehand : t.needed(found.approving.length, found.needed);
  return (
    <StateMark
      state={found.approved ? "ok" : "unknown"}
      word={found.approved && found.needed > 0 ? `${t.approved}: ${said}` : said}
    />
  );
}

function Voice({ vote, stale }: { vote: Vote; stale: boolean }) {
  return (
    <li>
      <b>{vote.by}</b>
      <span>{t.decisions[vote.decision] ?? vote.decision}</span>
      <Time at={vote.at} />
      {stale && (
        <Tooltip label={t.staleAbout} multiline w={260}>
          <Group component="span" gap={3} className={classes.stale}>
            <IconAlertTriangle size={13} aria-hidden />
            {t.stale}
          </Group>
        </Tooltip>
      )}
      {vote.speaks_for && <span>{t.speaksFor(vote.speaks_for)}</span>}
      {vote.why_not && (
        <Group component="span" gap={3} className={classes.stale}>
          <IconAlertTriangle size={13} aria-hidden />
          {t.notCounted(vote.why_not)}
        </Group>
      )}
      {vote.reason && <span style={{ flexBasis: "100%" }}>{vote.reason}</span>}
    </li>
  );
}
