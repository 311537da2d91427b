// The changes as bars along the days, freezes shaded with their names, what is free, and collisions as links.
import { useRef } from "react";
import type { FreeSlot, Schedule } from "../api/schedule";
import { placed, type Span } from "../changes/strip";
import { text } from "../text";
import { localInZone } from "../ui/format";
import { ChangeBar, Shadow } from "./Bars";
import { Links, type Pair } from "./Links";
import { ROW, rowsOf, WIDTH } from "./placing";
import { type Range, weeksOf } from "./range";
import classes from "./Schedule.module.css";
import type { View } from "./search";
import type { Hold } from "./useHold";

const t = text.schedule;
const TOP = 24;
const NAMED = 3;

type Props = {
  schedule: Schedule;
  range: Range;
  view: View;
  now: number;
  free: FreeSlot[];
  hold: Hold;
  writable: boolean;
};

export function Timeline({ schedule, range, view, now, free, hold, writable }: Props) {
  const body = useRef<HTMLDivElement>(null);
  const span: Span = { from: range.from.getTime(), to: range.to.getTime() };
  const { rows, count } = rowsOf(schedule.changes, span, view);
  const top = TOP * Math.min(schedule.closed.length, NAMED) + 6;
  const height = top + Math.max(1, count) * ROW + 8;
  const { held, there, away } = hold;
  const heldLane = rows.find((row) => row.change.key === held?.key)?.lane ?? 0;
  const met = (there?.conflicts ?? []).map((each): Pair => ({ ...each, change: held?.key ?? "" }));
  // Where it is held what it collides with there is drawn, not what it collides with where it was.
  const pairs: Pair[] = away
    ? [...schedule.conflicts.filter((each) => each.change !== held?.key && each.with !== held?.key), ...met]
    : schedule.conflicts;
  const collisions = counted(schedule.conflicts);
  return (
    <section
      className={classes.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard too
      tabIndex={0}
      aria-label={t.picture(rows.length, schedule.conflicts.length)}
    >
      <div className={classes.picture} style={{ minWidth: WIDTH[view] }}>
        <Days range={range} now={now} weeks={view === "quarter"} />
        <div className={classes.body} style={{ height }} ref={body}>
          <Grid range={range} span={span} now={now} weeks={view === "quarter"} />
          <Closed schedule={schedule} span={span} hit={new Set(met.map((each) => each.with))} />
          {free.map((each) => (
            <Free key={each.start} slot={each} span={span} />
          ))}
          <Links
            rows={rows}
            pairs={pairs}
            held={away ? held : null}
            heldLane={heldLane}
            span={span}
            height={height}
            top={top}
          />
          {rows.map((row) => (
            <ChangeBar
              key={row.change.key}
              row={row}
              top={top}
              span={span}
              body={body}
              hold={hold}
              writable={writable}
              collisions={collisions.get(row.change.key) ?? 0}
            />
          ))}
          {held && away && (
            <Shadow
              held={held}
              lane={heldLane}
              top={top}
              span={span}
              said={t.shadow(localInZone(new Date(held.start).toISOString()), there?.conflicts.length)}
            />
          )}
        </div>
      </div>
    </section>
  );
}

function counted(conflicts: Schedule["conflicts"]): Map<string, number> {
  const found = new Map<string, number>();
  for (const each of conflicts)
    for (const key of [each.change, each.with]) found.set(key, (found.get(key) ?? 0) + 1);
  return found;
}

function Days({ range, now, weeks }: { range: Range; now: number; weeks: boolean }) {
  const starts = weeks ? startsOfWeeks(range) : range.days;
  const whole = range.to.getTime() - range.from.getTime();
  const many = starts.length > 7;
  return (
    <div className={classes.head} aria-hidden>
      {starts.map((day, index) => {
        const next = starts[index + 1] ?? range.to;
        const today = day.getTime() <= now && now < next.getTime();
        const said: Intl.DateTimeFormatOptions = weeks
          ? { day: "numeric", month: "short" }
          : many
            ? { day: "numeric" }
            : { weekday: "short", day: "numeric" };
        const width = ((next.getTime() - day.getTime()) / whole) * 100;
        return (
          <span key={day.getTime()} data-today={today} style={{ width: `${width}%` }}>
            {day.toLocaleDateString("en-GB", said)}
          </span>
        );
      })}
    </div>
  );
}

/** The first day of the range, and each Monday after it. */
function startsOfWeeks(range: Range): Date[] {
  const mondays = weeksOf(range).flatMap((week) => week[0] ?? []);
  return [range.from, ...mondays.filter((day) => day > range.from)];
}

function Grid({ range, span, now, weeks }: { range: Range; span: Span; now: number; weeks: boolean }) {
  const share = (at: number) => ((at - span.from) / (span.to - span.from)) * 100;
  const lines = weeks ? startsOfWeeks(range) : range.days;
  return (
    <>
      {lines.slice(1).map((day) => (
        <span key={day.getTime()} className={classes.line} style={{ left: `${share(day.getTime())}%` }} />
      ))}
      {span.from < now && now < span.to && (
        <span className={classes.now} style={{ left: `${share(now)}%` }} title={t.now} />
      )}
    </>
  );
}

function Closed({ schedule, span, hit }: { schedule: Schedule; span: Span; hit: Set<string> }) {
  return schedule.closed.map((each, index) => {
    const place = placed({ from: Date.parse(each.start), to: Date.parse(each.end) }, span);
    if (!place) return null;
    const { left, width } = place;
    return (
      <div key={each.name}>
        <span
          className={classes.closed}
          data-kind={each.kind}
          data-hit={hit.has(each.name)}
          style={{ left: `${left}%`, width: `${width}%` }}
        />
        <span
          className={classes.closedName}
          style={{
            left: `${Math.min(left, 88)}%`,
            maxWidth: `${Math.max(width, 12)}%`,
            top: 2 + TOP * (index % NAMED),
          }}
        >
          {each.name}
        </span>
      </div>
    );
  });
}

function Free({ slot, span }: { slot: FreeSlot; span: Span }) {
  const place = placed({ from: Date.parse(slot.start), to: Date.parse(slot.end) }, span);
  if (!place) return null;
  return (
    <span
      className={classes.free}
      data-testid="free-slot"
      title={t.free.title}
      style={{ left: `${place.left}%`, width: `${place.width}%` }}
    />
  );
}
