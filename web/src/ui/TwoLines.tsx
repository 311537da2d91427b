// A table's rows as a phone shows them: what a row is about, the rest in one line beneath, what can be done with it.
import type { ReactNode } from "react";
import classes from "./TwoLines.module.css";

export type TwoLine = { key: string; title: ReactNode; line: ReactNode[]; acts?: ReactNode };

export function TwoLines({ label, rows }: { label: string; rows: TwoLine[] }) {
  return (
    <ul className={classes.rows} aria-label={label}>
      {rows.map(({ key, title, line, acts }) => (
        <li key={key}>
          <div>{title}</div>
          <div className={classes.second}>
            {line.filter(Boolean).map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line stay in their order
              <span key={index}>{part}</span>
            ))}
          </div>
          {acts}
        </li>
      ))}
    </ul>
  );
}
