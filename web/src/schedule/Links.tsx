// Collisions as lines between bars, in the colour of how bad they are; the tables say the same in words.
import type { Severity } from "../api/changes";
import { placed, type Span } from "../changes/strip";
import { stateColour } from "../ui/state";
import type { Held } from "./move";
import { ROW, type Row } from "./placing";
import classes from "./Schedule.module.css";

const COLOURS = { critical: "down", high: "degraded", medium: "at_risk", low: "unknown" } as const;

export type Pair = { change: string; with: string; kind: string; ci: string | null; severity: Severity };
type Props = {
  rows: Row[];
  pairs: Pair[];
  held: Held | null;
  heldLane: number;
  span: Span;
  height: number;
  top: number;
};
type Point = { x: number; y: number; right: boolean };

export function Links({ rows, pairs, held, heldLane, span, height, top }: Props) {
  const down = (lane: number) => top + lane * ROW + 11;
  const middle = (at: { left: number; width: number }) => (at.left + at.width / 2) * 10;
  const points = new Map<string, Point>(
    rows.map((row) => [row.change.key, { x: middle(row.whole), y: down(row.lane), right: row.right }]),
  );
  const shadow = held && placed({ from: held.start, to: held.start + held.whole }, span);
  if (held && shadow) points.set(held.key, { x: middle(shadow), y: down(heldLane), right: true });
  const paths = pairs.flatMap((each) => {
    const [one, other] = [points.get(each.change), points.get(each.with)];
    if (!one || !other) return [];
    // On the side on which no name stands.
    const bend = one.right ? Math.min(one.x, other.x) - 16 : Math.max(one.x, other.x) + 16;
    return [
      {
        key: `${each.change} ${each.with} ${each.kind} ${each.ci}`,
        d: `M ${one.x} ${one.y} C ${bend} ${one.y}, ${bend} ${other.y}, ${other.x} ${other.y}`,
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
