// Records as rows: what a queue of a practice needs at a glance.
import type { ReactNode } from "react";
import type { Clock } from "../api/clocks";
import type { Noun } from "../api/records";
import type { Practice, PracticeAttribute, RecordRow } from "../api/shapes";
import { text } from "../text";
import type { Chosen } from "../ui/chosen";
import { ago, shown } from "../ui/format";
import { type ListColumn, type ListState, ListTable } from "../ui/ListTable";
import { AnchorLink, CiLink } from "../ui/links";
import { StateMark } from "../ui/StateMark";
import { Time } from "../ui/Time";
import { useWide } from "../ui/useWide";
import { leftWords, MARKS, nextClock, stateOf } from "./clocks";
import { wordsOf } from "./fields";
import { PriorityMark } from "./PriorityMark";
import { attributeOf, type Column, headOf, LEFT, leastWidth } from "./practice";
import classes from "./Records.module.css";

const ROW = { wide: 36, phone: 58 };
const t = text.records.clocks;
const ON_PHONE = new Set(["priority", "title"]);

type Props = ListState & {
  noun: Noun;
  practice: Practice;
  rows: RecordRow[];
  columns: Column[];
  chosen?: Chosen | undefined;
  /** The clocks of the rows by key, where the practice is under agreements. */
  clocks: Map<string, Clock[]>;
};

export function RecordTable({ noun, practice, columns: chosen, clocks, ...list }: Props) {
  const wide = useWide();
  const columns = chosen.filter((column) => wide || ON_PHONE.has(column.id));
  const shownColumns = columns.map((column): ListColumn<RecordRow> => {
    const label = headOf(practice, column.id);
    return {
      id: column.sort ?? column.id,
      unsorted: column.sort === undefined,
      label,
      head: !wide && column.id === "priority" ? <Short label={label} /> : undefined,
      width: widthOf(column, wide),
      cell: (record) => cellOf(record, column.id, noun, practice, wide, clocks.get(record.key)),
    };
  });
  return (
    <ListTable
      {...list}
      label={practice.plural}
      keyOf={(record) => record.key}
      columns={shownColumns}
      rowHeight={wide ? ROW.wide : ROW.phone}
      rowClass={wide ? classes.row : classes.twoLines}
      minWidth={wide ? leastWidth(columns) + (list.chosen ? 36 : 0) : undefined}
    />
  );
}

function widthOf(column: Column, wide: boolean): number | undefined {
  if (column.width === 0) return undefined;
  return !wide && column.id === "priority" ? 62 : column.width;
}

function Short({ label }: { label: string }) {
  return (
    <>
      <span aria-hidden>{label.slice(0, 4)}.</span>
      <span className="visually-hidden">{label}</span>
    </>
  );
}

/** How long it may still take, of the clock that runs out first; the pointer tells of which promise. */
function ClockCell({ clocks }: { clocks: Clock[] | undefined }) {
  const clock = nextClock(clocks ?? []);
  if (!clock) return "–";
  const state = stateOf(clock);
  const word = state === "paused" ? t.states.paused : leftWords(clock);
  return (
    <span title={t.of(t.measures[clock.measure] ?? clock.measure, clock.agreement)}>
      <StateMark state={MARKS[state]} word={word} />
    </span>
  );
}

function cellOf(
  record: RecordRow,
  column: string,
  noun: Noun,
  practice: Practice,
  wide: boolean,
  clocks: Clock[] | undefined,
): ReactNode {
  const value = record.attributes[column];
  switch (column) {
    case "title":
      return (
        <>
          <AnchorLink to="/$noun/$key" params={{ noun, key: record.key }} search={{}} preload="intent">
            {record.title}
          </AnchorLink>
          {!wide && <span className={classes.second}>{secondLine(record, clocks)}</span>}
        </>
      );
    case "priority":
      return <PriorityMark priority={value} brief={!wide} />;
    case "state":
      return record.state_label;
    case LEFT:
      return <ClockCell clocks={clocks} />;
    case "key":
      return <span className="mono">{record.key}</span>;
    case "opened_at":
      return <Time at={value as string | null} />;
    default:
      return otherCell(attributeOf(practice, column), value);
  }
}

function otherCell(attribute: PracticeAttribute | undefined, value: unknown): ReactNode {
  if (attribute?.refers_to && typeof value === "string") return <CiLink id={value} />;
  return attribute ? wordsOf(attribute, value) : shown(value);
}

function secondLine(record: RecordRow, clocks: Clock[] | undefined): string {
  const { team, opened_at } = record.attributes;
  const clock = nextClock(clocks ?? []);
  const left = clock && clock.state === "running" ? leftWords(clock) : "";
  return [left, record.key, record.state_label, team, typeof opened_at === "string" ? ago(opened_at) : ""]
    .filter(Boolean)
    .join(" · ");
}
