// The changes in the days of a calendar: weeks below each other, freezes shaded with their names.
import { Text } from "@mantine/core";
import type { Schedule, Scheduled } from "../api/schedule";
import { SeverityMark } from "../changes/CollisionTable";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { dayWord, type Range, weeksOf } from "./range";
import classes from "./Schedule.module.css";
import type { View } from "./search";
import { worstOf } from "./worst";

const t = text.schedule;
const MOST: Record<View, number> = { week: 40, month: 4, quarter: 3 };

type Props = { schedule: Schedule; range: Range; view: View; now: number };

export function Calendar({ schedule, range, view, now }: Props) {
  const weeks = weeksOf(range);
  const worst = worstOf(schedule.conflicts);
  return (
    <div className={classes.scroll}>
      <table className={classes.calendar} aria-label={t.calendar}>
        <thead>
          <tr>
            {(weeks[0] ?? []).map((day) => (
              <th key={day.getTime()} scope="col">
                {day.toLocaleDateString("en-GB", { weekday: "long" })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.getTime()}>
              {week.map((day) => {
                const next = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1);
                const span = { from: day.getTime(), to: next.getTime() };
                const closed = schedule.closed.filter(
                  (each) => Date.parse(each.start) < span.to && Date.parse(each.end) > span.from,
                );
                const here = schedule.changes.filter(
                  (each) => Date.parse(each.start) < span.to && Date.parse(each.end) > span.from,
                );
                const shown = here.slice(0, MOST[view]);
                return (
                  <td
                    key={span.from}
                    data-out={day < range.from || day >= range.to}
                    data-today={span.from <= now && now < span.to}
                    data-closed={closed[0]?.kind}
                  >
                    <div className={classes.dayName}>
                      <time dateTime={dayWord(day)}>
                        {day.toLocaleDateString("en-GB", { day: "numeric", month: "short" })}
                      </time>
                      {closed.map((each) => (
                        <span key={each.name}>{each.name}</span>
                      ))}
                    </div>
                    <ul className={classes.entries}>
                      {shown.map((each) => (
                        <li key={each.key}>
                          <Entry change={each} from={span.from} />
                          {worst.has(each.key) && <SeverityMark severity={worst.get(each.key) ?? "low"} />}
                        </li>
                      ))}
                      {here.length > shown.length && (
                        <li>
                          <AnchorLink
                            to="/schedule"
                            search={(now) => ({ ...now, view: "week", day: dayWord(day) })}
                          >
                            {t.more(here.length - shown.length)}
                          </AnchorLink>
                        </li>
                      )}
                    </ul>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Entry({ change, from }: { change: Scheduled; from: number }) {
  const begun = Date.parse(change.start) < from;
  const at = new Date(change.start).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return (
    <span title={`${change.key} ${change.title}`}>
      <span className="mono">{begun ? t.goesOn : at}</span>{" "}
      <AnchorLink to="/$noun/$key" params={{ noun: "changes", key: change.key }} search={{}}>
        {change.key}
      </AnchorLink>{" "}
      <Text component="span" inherit>
        {change.title}
      </Text>
    </span>
  );
}
