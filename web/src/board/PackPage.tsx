// The pack: the whole agenda on one page, to be printed.
import { Button, Text } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Assessment } from "../api/changes";
import type { AgendaItem, Meeting } from "../api/meetings";
import { assessmentQuery } from "../changes/queries";
import { text } from "../text";
import { span, words } from "../ui/format";
import { ButtonLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Loaded, Waiting } from "../ui/states";
import classes from "./Board.module.css";
import { meetingQuery } from "./queries";

const route = getRouteApi("/board/meetings/$id/pack");
const t = text.board.pack;
const MOST = 5;

export function PackPage() {
  const { id } = route.useParams();
  const answer = useQuery({ ...meetingQuery(id), refetchInterval: false });
  return (
    <Page
      title={t.title(answer.data?.title ?? id)}
      about={answer.data && span(answer.data.starts_at, answer.data.ends_at)}
      actions={
        <span className={classes.screen}>
          <ButtonLink to="/board/meetings/$id" params={{ id }} search={{}} variant="default" mr="xs">
            {t.back}
          </ButtonLink>
          <Button
            component="a"
            href={`/api/v1/meetings/${encodeURIComponent(id)}/pack`}
            variant="default"
            mr="xs"
          >
            {t.pdf}
          </Button>
          <Button onClick={() => window.print()}>{t.print}</Button>
        </span>
      }
    >
      <Loaded answer={answer} rows={12}>
        {(meeting) => <Pack meeting={meeting} />}
      </Loaded>
    </Page>
  );
}

function Pack({ meeting }: { meeting: Meeting }) {
  const judged = useQueries({
    queries: meeting.items.map((each) => ({ ...assessmentQuery(each.change), enabled: !each.fault })),
  });
  if (meeting.items.length === 0)
    return (
      <Text>
        {meeting.order
          ? text.board.agenda.empty
          : text.board.meeting.over(text.board.states[meeting.state] ?? "")}
      </Text>
    );
  return (
    <>
      <Text size="sm">{meeting.order}</Text>
      {meeting.items.map((item, index) => (
        <Sheet key={item.change} number={index + 1} item={item} judged={judged[index]?.data} />
      ))}
    </>
  );
}

function Sheet({
  number,
  item,
  judged,
}: {
  number: number;
  item: AgendaItem;
  judged: Assessment | undefined;
}) {
  const level = text.board.agenda.levels[item.level] ?? item.level;
  return (
    <article className={classes.sheet}>
      <h2 className={classes.headline}>
        {number}. {item.change} {item.title}
      </h2>
      <Text size="sm">
        {text.board.facts.asked(item.requester)} · {words(item.kind)} ·{" "}
        {item.starts_at && item.ends_at && span(item.starts_at, item.ends_at)}
      </Text>
      <Text size="sm">{item.reasons.join("; ")}</Text>
      {item.fault && <Text fw={600}>{item.fault}</Text>}
      {!item.fault && !judged && <Waiting rows={4} />}
      {judged && (
        <>
          <p>
            <strong>{text.changes.risk.said(level, item.score)}</strong>
          </p>
          <ul className={classes.list}>
            {judged.risk.factors
              .filter((each) => each.contribution > 0)
              .slice(0, MOST)
              .map((each) => (
                <li key={each.name}>
                  {text.changes.risk.points(each.contribution)}{" "}
                  {text.changes.risk.factors[each.name] ?? words(each.name)}: {each.value}
                </li>
              ))}
          </ul>
          <p>
            <strong>{text.board.facts.planned}:</strong> {judged.impact.planned.headline}
          </p>
          <p>
            <strong>{text.board.facts.failing}:</strong> {judged.impact.if_it_fails.headline}
          </p>
          <h3 className={classes.small}>{text.changes.collisions.title}</h3>
          {judged.conflicts.length === 0 ? (
            <Text size="sm">{text.changes.collisions.none}</Text>
          ) : (
            <ul className={classes.list}>
              {judged.conflicts.map((each) => (
                <li key={`${each.with} ${each.kind} ${each.reason}`}>
                  {words(each.severity)}: {each.with}, {each.reason}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <h3 className={classes.small}>{t.voices}</h3>
      {item.approval.votes.length === 0 ? (
        <Text size="sm">{t.noVoice}</Text>
      ) : (
        <ul className={classes.list}>
          {item.approval.votes.map((each) => (
            <li key={each.by}>
              {each.by} {text.board.voice.words[each.decision] ?? each.decision}
              {each.reason && `: ${each.reason}`}
              {each.why_not && ` (${text.changes.approval.notCounted(each.why_not)})`}
            </li>
          ))}
        </ul>
      )}
      <Text size="xs" c="dimmed" className={classes.hash}>
        {text.board.voice.seen} <span className="mono">{item.hash}</span>
      </Text>
    </article>
  );
}
