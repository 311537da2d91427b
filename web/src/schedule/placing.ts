// Where each bar and its name stand in the picture: per cent across, lines down.
import type { Scheduled } from "../api/schedule";
import { type Placed, placed, type Span } from "../changes/strip";
import { lanesOf } from "./lanes";

export const ROW = 26;
const LETTER = 6.8;
const ROOM = 12;
const WIDEST = 42;
/** The narrowest that a picture is drawn, in pixels; names are given room by it. */
export const WIDTH = { week: 760, month: 760, quarter: 1180 } as const;

export type Row = {
  change: Scheduled;
  whole: Placed;
  lane: number;
  right: boolean;
  name: string;
  room: number;
};

export const spanOf = (each: Pick<Scheduled, "start" | "until">): Span => ({
  from: Date.parse(each.start),
  to: Date.parse(each.until),
});

/** The changes within a span with their lines; a name stands right of its bar while there is room, else left of it. */
export function rowsOf(
  changes: Scheduled[],
  span: Span,
  view: keyof typeof WIDTH,
): { rows: Row[]; count: number } {
  const seen = changes.flatMap((change) => {
    const whole = placed(spanOf(change), span);
    if (!whole) return [];
    const name = view === "quarter" ? change.key : `${change.key} ${change.title}`;
    const room = Math.min(WIDEST, ((name.length * LETTER + ROOM) / WIDTH[view]) * 100);
    return [{ change, whole, name, room, right: whole.left + whole.width + room <= 100 }];
  });
  const { lanes, count } = lanesOf(
    seen.map(({ whole, room, right }) => ({
      left: right ? whole.left : whole.left - room,
      right: whole.left + Math.max(1, whole.width) + (right ? room : 0),
    })),
  );
  return { rows: seen.map((each, index) => ({ ...each, lane: lanes[index] ?? 0 })), count };
}
