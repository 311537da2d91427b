// The schedule on a phone: the changes day by day, each with what it collides with at worst and a way to move it.
import { Button, Text } from "@mantine/core";
import type { Schedule } from "../api/schedule";
import { SeverityMark } from "../changes/CollisionTable";
import { RecordLink } from "../changes/links";
import { text } from "../text";
import { dayWord, type Range } from "./range";
import classes from "./Schedule.module.css";
import type { Hold } from "./useHold";
import { worstOf } from "./worst";

const t = text.schedule;

type Props = { schedule: Schedule; range: Range; hold: Hold; writable: boolean };

export function DayList({ schedule, range, hold, writable }: Props) {
  const worst = worstOf(schedule.conflicts);
  const days = range.days
    .map((day) => {
      const next = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
      const begins = (start: string) => Date.parse(start) >= day.getTime() && Date.parse(start) < next;
      const first = day.getTime() === range.from.getTime();
      return {
        day,
        // What began before the range stands on its first day.
        changes: schedule.changes.filter(
          ({ start }) => begins(start) || (first && Date.parse(start) < day.getTime()),
        ),
        closed: schedule.closed.filter(
          (each) => Date.parse(each.start) < next && Date.parse(each.end) > day.getTime(),
        ),
      };
    })
    .filter(({ changes, closed }) => changes.length > 0 || closed.length > 0);
  return (
    <div className={classes.dayList}>
      {days.map(({ day, changes, closed }) => (
        <section key={day.getTime()} aria-label={dayWord(day)}>
          <h3>{day.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" })}</h3>
          {closed.map((each) => (
            <p key={each.name} className={classes.closedLine} data-kind={each.kind}>
              {t.periods.kinds[each.kind]}: {each.name}
            </p>
          ))}
          {changes.length > 0 && (
            <ul>
              {changes.map((each) => (
                <li key={each.key}>
                  <div>
                    <Text size="sm" fw={550}>
                      {clock(each.start)} – {clock(each.end)} <RecordLink noun="changes" id={each.key} />
                    </Text>
                    <Text size="sm">{each.title}</Text>
                    <Text size="xs" c="dimmed">
                      {each.state_label}
                    </Text>
                    {worst.has(each.key) && (
                      <Text size="sm" component="span">
                        <SeverityMark severity={worst.get(each.key) ?? "low"} /> {t.aCollision}
                      </Text>
                    )}
                  </div>
                  {writable && each.movable && (
                    <Button
                      variant="default"
                      aria-label={t.moveOf(each.key)}
                      onClick={() => hold.take(each, true)}
                    >
                      {t.moveIt}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
    </div>
  );
}

const clock = (at: string) =>
  new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
