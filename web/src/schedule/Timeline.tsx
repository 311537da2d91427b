// The changes as bars along the days, freezes shaded, collisions as links between bars.
import { Text } from "@mantine/core";
import type { Schedule, Scheduled, ScheduledCollision } from "../api/changes";
import { placed, type Span } from "../changes/strip";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { stateColour } from "../ui/state";
import type { Range } from "./range";
import classes from "./Schedule.module.css";

const t = text.schedule;
const ROW = 26;
const TOP = 24;
const COLOURS = { critical: "down", high: "degraded", medium: "at_risk", low: "unknown" } as const;

type Props = { schedule: Schedule; range: Range; now: number };

export function Timeline({ schedule, range, now }: Props) {
  const span: Span = { from: range.from.getTime(), to: range.to.getTime() };
  const rows = schedule.changes.filter((each) => placed(spanOf(each), span));
  const height = TOP * Math.min(schedule.closed.length, 3) + rows.length * ROW + 14;
  const top = TOP * Math.min(schedule.closed.length, 3) + 6;
  return (
    <section
      className={classes.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard too
      tabIndex={0}
      aria-label={t.picture(rows.length, schedule.conflicts.length)}
    >
      <div className={classes.picture}>
        <Days range={range} now={now} />
        <div className={classes.body} style={{ height }}>
          <Grid range={range} span={span} now={now} />
          <Closed schedule={schedule} span={span} />
          <Links rows={rows} conflicts={schedule.conflicts} span={span} height={height} top={top} />
          {rows.map((each, row) => (
            <ChangeBar key={each.key} change={each} span={span} y={top + row * ROW} />
          ))}
        </div>
      </div>
    </section>
  );
}

const spanOf = (each: Scheduled): Span => ({ from: Date.parse(each.start), to: Date.parse(each.until) });

function Days({ range, now }: { range: Range; now: number }) {
  const many = range.days.length > 7;
  return (
    <div className={classes.head} aria-hidden>
      {range.days.map((day, index) => {
        const next = range.days[index + 1] ?? range.to;
        const today = day.getTime() <= now && now < next.getTime();
        return (
          <span key={day.getTime()} data-today={today}>
            {day.toLocaleDateString(
              "en-GB",
              many ? { day: "numeric" } : { weekday: "short", day: "numeric" },
            )}
          </span>
        );
      })}
    </div>
  );
}

function Grid({ range, span, now }: { range: Range; span: Span; now: number }) {
  const share = (at: number) => ((at - span.from) / (span.to - span.from)) * 100;
  return (
    <>
      {range.days.slice(1).map((day) => (
        <span key={day.getTime()} className={classes.line} style={{ left: `${share(day.getTime())}%` }} />
      ))}
      {span.from < now && now < span.to && (
        <span className={classes.now} style={{ left: `${share(now)}%` }} title={t.now} />
      )}
    </>
  );
}

function Closed({ schedule, span }: { schedule: Schedule; span: Span }) {
  return schedule.closed.map((each, index) => {
    const place = placed({ from: Date.parse(each.start), to: Date.parse(each.end) }, span);
    if (!place) return null;
    const { left, width } = place;
    return (
      <div key={each.name}>
        <span
          className={classes.closed}
          data-kind={each.kind}
          style={{ left: `${left}%`, width: `${width}%` }}
        />
        <span
          className={classes.closedName}
          style={{
            left: `${Math.min(left, 88)}%`,
            maxWidth: `${Math.max(width, 12)}%`,
            top: 2 + TOP * (index % 3),
          }}
        >
          {each.name}
        </span>
      </div>
    );
  });
}

/** Where the label stands: right of its bar while there is room, else left of it. */
const RIGHT_UNTIL = 60;
const named = (at: { left: number; width: number }) => at.left + at.width <= RIGHT_UNTIL;

function ChangeBar({ change, span, y }: { change: Scheduled; span: Span; y: number }) {
  const { from, to } = spanOf(change);
  const end = Date.parse(change.end);
  const bar = placed({ from, to: end }, span);
  const tail = to > end ? placed({ from: end, to }, span) : null;
  const whole = placed({ from, to }, span);
  if (!whole) return null;
  const right = named(whole);
  return (
    <>
      {bar && (
        <span
          className={classes.bar}
          data-kind={change.kind}
          style={{ left: `${bar.left}%`, width: `${bar.width}%`, top: y + 2 }}
        />
      )}
      {tail && (
        <span
          className={classes.tail}
          style={{ left: `${tail.left}%`, width: `${tail.width}%`, top: y + 6 }}
        />
      )}
      <span
        className={classes.name}
        style={
          right
            ? { left: `max(${whole.left + whole.width}%, ${whole.left}% + 9px)`, top: y }
            : { right: `${100 - whole.left}%`, top: y }
        }
      >
        <AnchorLink to="/$noun/$key" params={{ noun: "changes", key: change.key }} search={{}}>
          {change.key}
        </AnchorLink>{" "}
        <Text component="span" inherit>
          {change.title}
        </Text>
      </span>
    </>
  );
}

type LinkProps = {
  rows: Scheduled[];
  conflicts: ScheduledCollision[];
  span: Span;
  height: number;
  top: number;
};

function Links({ rows, conflicts, span, height, top }: LinkProps) {
  const places = new Map(rows.map((each, row) => [each.key, { row, at: placed(spanOf(each), span) }]));
  const paths = conflicts.flatMap((each) => {
    const [one, other] = [places.get(each.change), places.get(each.with)];
    if (!one?.at || !other?.at) return [];
    const x = (at: { left: number; width: number }) => (at.left + at.width / 2) * 10;
    const y = (row: number) => top + row * ROW + 10;
    // On the side on which no name stands.
    const bend = named(one.at)
      ? Math.min(x(one.at), x(other.at)) - 16
      : Math.max(x(one.at), x(other.at)) + 16;
    const [y1, y2] = [y(one.row), y(other.row)];
    return [
      {
        key: `${each.change} ${each.with} ${each.kind} ${each.ci}`,
        d: `M ${x(one.at)} ${y1} C ${bend} ${y1}, ${bend} ${y2}, ${x(other.at)} ${y2}`,
        colour: stateColour(COLOURS[each.severity]),
      },
    ];
  });
  return (
    <svg
      className={classes.links}
      viewBox={`0 0 1000 ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {paths.map(({ key, d, colour }) => (
        <path key={key} className={classes.link} d={d} style={{ stroke: `var(${colour})` }} />
      ))}
    </svg>
  );
}
