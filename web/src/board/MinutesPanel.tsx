// The minutes of a closed meeting: who was there, what was decided and why, and the facts that were seen.
import { Alert, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Minutes, Spoken } from "../api/meetings";
import { text } from "../text";
import { copyText } from "../ui/download";
import { AnchorLink } from "../ui/links";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import classes from "./Board.module.css";
import { minutesQuery } from "./queries";

const t = text.board.minutes;

export function MinutesPanel({ id }: { id: string }) {
  const answer = useQuery(minutesQuery(id));
  const copy = async (found: Minutes) => {
    if (await copyText(found.text)) tell(t.copied);
  };
  return (
    <Panel
      title={t.title}
      aside={
        answer.data && (
          <Button variant="default" onClick={() => copy(answer.data)}>
            {t.copy}
          </Button>
        )
      }
    >
      <Loaded answer={answer} rows={8}>
        {(found) => <Kept found={found} />}
      </Loaded>
    </Panel>
  );
}

function Kept({ found }: { found: Minutes }) {
  const represented = Object.entries(found.represented);
  const facts: [string, ReactNode][] = [
    [t.opened, <Time key="opened" at={found.opened_at} absolute zoned />],
    [t.closed, <Time key="closed" at={found.closed_at} absolute zoned />],
    [t.chair, found.chair || t.nobody],
    [t.present, found.present.join(", ") || t.nobody],
    ...(represented.length > 0
      ? [[t.represented, represented.map(([who, whom]) => t.by(who, whom)).join(", ")] as [string, string]]
      : []),
    ...(found.absent.length > 0 ? [[t.absent, found.absent.join(", ")] as [string, string]] : []),
    [t.quorum, t.quorumSaid(found.quorum.there.length, found.quorum.needed)],
  ];
  return (
    <>
      <dl className={classes.kept}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {found.items.length === 0 && <Text size="sm">{t.nothing}</Text>}
      <ol className={classes.spoken} aria-label={t.title}>
        {found.items.map((each) => (
          <Item key={each.change} each={each} />
        ))}
      </ol>
      {!found.intact && (
        <Alert color="red" role="alert">
          {t.broken}
        </Alert>
      )}
      <Text size="xs" c="dimmed" className={classes.hash}>
        {t.seal} <span className="mono">{found.sha256}</span>. {found.intact && t.intact}
      </Text>
    </>
  );
}

function Item({ each }: { each: Spoken }) {
  return (
    <li>
      <strong>{t.outcomes[each.outcome] ?? each.outcome}</strong>
      {": "}
      <AnchorLink to="/$noun/$key" params={{ noun: "changes", key: each.change }} search={{}}>
        {each.change}
      </AnchorLink>{" "}
      {each.title}
      <Text size="sm" c="dimmed">
        {each.risk}. {each.headline}
      </Text>
      <ul className={classes.list}>
        {each.voices.map((voice) => (
          <li key={`${voice.by} ${voice.at}`}>
            <strong>{text.board.voice.whom(voice.by, voice.speaks_for)}</strong>{" "}
            {text.board.voice.words[voice.decision] ?? voice.decision}
            {voice.reason && `: ${voice.reason}`}
          </li>
        ))}
      </ul>
      {each.hash && (
        <Text size="xs" c="dimmed" className={classes.hash}>
          {t.facts} <span className="mono">{each.hash}</span>
        </Text>
      )}
    </li>
  );
}
