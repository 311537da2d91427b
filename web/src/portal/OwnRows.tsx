// One's own reports and requests as lines.
import type { OwnRow } from "../api/portal";
import { text } from "../text";
import { PlainLink } from "../ui/links";
import { Time } from "../ui/Time";
import classes from "./Portal.module.css";

const t = text.portal.mine;

export function OwnRows({ rows }: { rows: OwnRow[] }) {
  return (
    <ul className={classes.lines}>
      {rows.map((row) => (
        <li key={row.key}>
          <PlainLink to="/portal/mine/$key" params={{ key: row.key }} search={{}} className={classes.line}>
            <span className={classes.lineWords}>
              <b>{row.title}</b>
              <span className={classes.small}>
                {t.kinds[row.practice] ?? row.practice} {row.key} · <Time at={row.opened_at} />
              </span>
            </span>
            <span className={classes.state}>{row.state_label}</span>
          </PlainLink>
        </li>
      ))}
    </ul>
  );
}
