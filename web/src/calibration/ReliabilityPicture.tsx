// What was said of changes against what became of them, drawn to scale, each point with its interval.
import type { Calibration } from "../api/calibration";
import { text } from "../text";
import { percent } from "../ui/format";
import classes from "./Calibration.module.css";
import { scaleEnd, wilson } from "./interval";

const t = text.changes.calibration;
const SIZE = 260;
const EDGE = { left: 48, right: 14, top: 10, bottom: 38 };
const TICKS = 4;

export function ReliabilityPicture({ bins }: { bins: Calibration["reliability"] }) {
  const shares = bins.map(({ said, failed, changes }) => ({
    said,
    share: changes ? failed / changes : 0,
    bounds: wilson(failed, changes),
  }));
  const end = scaleEnd(shares.flatMap(({ said, bounds }) => [said, bounds[1]]));
  const x = (value: number) => (value / end) * SIZE;
  const y = (value: number) => (1 - value / end) * SIZE;
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => (index / TICKS) * end);
  const said = shares.map((each) => t.point(percent(each.said), percent(each.share))).join("; ");
  return (
    <svg
      viewBox={`0 0 ${SIZE + EDGE.left + EDGE.right} ${SIZE + EDGE.top + EDGE.bottom}`}
      role="img"
      aria-label={t.picture(said)}
      className={classes.picture}
    >
      <g transform={`translate(${EDGE.left} ${EDGE.top})`}>
        {ticks.map((tick) => (
          <g key={tick}>
            <path className={classes.grid} d={`M0 ${y(tick)}H${SIZE}`} />
            <text x={-6} y={y(tick)} dy="0.32em" textAnchor="end">
              {percent(tick)}
            </text>
            <text x={x(tick)} y={SIZE + 15} textAnchor="middle">
              {percent(tick)}
            </text>
          </g>
        ))}
        <path className={classes.diagonal} d={`M0 ${SIZE}L${SIZE} 0`} />
        {shares.map(({ said: at, share, bounds: [low, high] }) => (
          <g key={at}>
            <path className={classes.whisker} d={`M${x(at)} ${y(low)}V${y(high)}`} />
            <circle className={classes.point} cx={x(at)} cy={y(share)} r={4} />
          </g>
        ))}
        <text x={SIZE / 2} y={SIZE + 32} textAnchor="middle">
          {t.axisSaid}
        </text>
        <text transform={`translate(${-EDGE.left + 10} ${SIZE / 2}) rotate(-90)`} textAnchor="middle">
          {t.axisHappened}
        </text>
      </g>
    </svg>
  );
}
