// The shifts as a table.
import type { Shift } from "../api/on-call";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { words } from "../ui/format";
import { Time } from "../ui/Time";
import { isOverride } from "./strip";

const t = text.onCall;

export function ShiftTable({ shifts }: { shifts: Shift[] }) {
  return (
    <DeclaredTable
      label={t.shifts}
      heads={t.shiftHeads}
      phone={({ cells: [rota, person, from, until, why] }) => ({
        title: <b>{person}</b>,
        line: [
          rota,
          <span key="span">
            {from} – {until}
          </span>,
          why,
        ],
      })}
      rows={shifts.map((each) => ({
        key: `${each.rota} ${each.start}`,
        cells: [
          each.rota,
          each.person || t.nobody,
          <Time key="from" at={each.start} absolute />,
          <Time key="until" at={each.end} absolute />,
          isOverride(each) ? t.byOverride : words(each.why),
        ],
      }))}
    />
  );
}
