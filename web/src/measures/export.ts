// Figures and records as CSV: the rows that are shown, in their order, with plain numbers and their units.
import { type Asked, type Figure, measures, type RecordBehind } from "../api/measures";
import { text } from "../text";
import { csv } from "../ui/format";
import { endsOf } from "./period";
import { askedBehind } from "./queries";

const t = text.measures.csv;
const PAGE = 1000;

export type Sheet = { csv: string; rows: number };

function sheet(head: string[], rows: unknown[][]): Sheet {
  return { csv: csv([head, ...rows]), rows: rows.length };
}

export function tilesCsv(figures: Figure[], nameOf: (group: string) => string): Sheet {
  return sheet(
    t.tiles,
    figures.map((figure) => [
      figure.measure,
      figure.group ? nameOf(figure.group) : "",
      figure.value,
      figure.unit,
      figure.target,
      figure.count,
      figure.reason,
      figure.period,
    ]),
  );
}

export function courseCsv(figures: Figure[]): Sheet {
  return sheet(
    t.course,
    figures.map(({ period, value, unit, count, reason }) => [...endsOf(period), value, unit, count, reason]),
  );
}

export function groupsCsv(figures: Figure[], nameOf: (group: string) => string): Sheet {
  return sheet(
    t.groups,
    figures.map((figure) => [
      figure.group ? nameOf(figure.group) : "",
      figure.value,
      figure.unit,
      figure.target,
      figure.count,
      figure.reason,
      figure.period,
    ]),
  );
}

/** Every record behind the figure, page by page. */
export async function recordsCsv(figure: Figure, asked: Asked): Promise<Sheet> {
  const rows: RecordBehind[] = [];
  let after: string | undefined;
  do {
    const page = await measures.behind(figure.measure, {
      ...askedBehind(figure, asked),
      limit: PAGE,
      after,
    });
    rows.push(...page.items);
    after = page.next ?? undefined;
  } while (after);
  return sheet(
    t.records,
    rows.map(({ key, practice, title, state_label, attributes, value, outage, class: cls, fails }) => [
      key,
      practice,
      title,
      state_label,
      attributes.team,
      attributes.priority,
      attributes.opened_at,
      value,
      value === null ? "" : figure.unit,
      outage?.service,
      outage?.since,
      outage?.until,
      outage?.out_s,
      outage?.of_s,
      cls,
      fails.join(" "),
    ]),
  );
}
