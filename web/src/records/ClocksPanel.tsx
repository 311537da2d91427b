// The promises that a record is under: how much of the time is spent, when it is due, and why.
import { Text } from "@mantine/core";
import type { Clock } from "../api/clocks";
import { text } from "../text";
import { duration, local } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { leftWords, MARKS, stateOf } from "./clocks";
import classes from "./Records.module.css";

const t = text.records.clocks;

export function ClocksPanel({ clocks }: { clocks: Clock[] }) {
  if (clocks.length === 0) return null;
  return (
    <Panel title={t.title}>
      <ul className={classes.clocks}>
        {clocks.map((clock) => (
          <li key={`${clock.agreement} ${clock.measure}`}>
            <One clock={clock} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function One({ clock }: { clock: Clock }) {
  const state = stateOf(clock);
  return (
    <>
      <div className={classes.clockHead}>
        <span>
          <b>{t.measures[clock.measure] ?? clock.measure}</b>{" "}
          <AnchorLink to="/agreements/$name" params={{ name: clock.agreement }} search={{}} fz="xs">
            {clock.agreement}
          </AnchorLink>
        </span>
        <StateMark state={MARKS[state]} word={t.states[state]} />
      </div>
      <div className={classes.clockBar} aria-hidden>
        <div
          className={classes.clockSpent}
          data-state={state}
          style={{ width: `${Math.min(100, clock.percent)}%` }}
        />
      </div>
      <Text size="xs">
        {t.spent(duration(clock.elapsed_s), duration(clock.target_s))}
        {clock.state !== "stopped" && ` · ${leftWords(clock)}`}
        {clock.due && ` · ${t.due(local(clock.due))}`}
        {clock.stopped_at && ` · ${t.ended(local(clock.stopped_at))}`}
      </Text>
      <details className={classes.clockWhy}>
        <summary>{t.why}</summary>
        <Text size="xs">{clock.why.agreement}</Text>
        <Text size="xs">{clock.why.calendar}</Text>
        <Text size="xs">{t.pauses(clock.why.pauses.length)}</Text>
      </details>
    </>
  );
}
