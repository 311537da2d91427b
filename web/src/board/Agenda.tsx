// The agenda: each change with why it stands where it does, how its decision stands, and whether it is new.
import { Badge, UnstyledButton } from "@mantine/core";
import type { AgendaItem, Meeting } from "../api/meetings";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import classes from "./Board.module.css";

const t = text.board.agenda;

type Props = { meeting: Meeting; shown: string | undefined; show: (change: string) => void };

export function Agenda({ meeting, shown, show }: Props) {
  return (
    <Panel title={t.title} flush>
      <ol className={classes.agenda} aria-label={t.title}>
        {meeting.items.map((item) => (
          <li key={item.change}>
            <UnstyledButton
              className={classes.item}
              aria-current={item.change === shown ? "true" : undefined}
              onClick={() => show(item.change)}
            >
              <Line item={item} now={item.change === meeting.current} />
            </UnstyledButton>
          </li>
        ))}
      </ol>
      <details className={classes.order}>
        <summary>{t.order}</summary>
        {meeting.order}
      </details>
    </Panel>
  );
}

function Line({ item, now }: { item: AgendaItem; now: boolean }) {
  const { approval, news } = item;
  const fresh = news.looked_at === null ? t.notSeen : news.items.length > 0 ? t.news(news.items.length) : "";
  return (
    <>
      <span className={classes.marks}>
        <span className="mono">{item.change}</span>
        {fresh && (
          <Badge size="sm" variant="light" tt="none">
            {fresh}
          </Badge>
        )}
        {now && (
          <Badge size="sm" variant="outline" tt="none">
            {t.now}
          </Badge>
        )}
      </span>
      <span className={classes.what}>{item.title}</span>
      <span className={classes.why}>
        {item.fault ? t.unjudged : t.risk(t.levels[item.level] ?? item.level, item.score)}
        {item.collisions > 0 && ` · ${t.collisions(item.collisions)}`}
        {` · ${item.state === "approval" ? t.voices(approval.approving.length, approval.needed) : item.state_label}`}
      </span>
      <span className={classes.why}>{item.reasons.join("; ")}</span>
    </>
  );
}
