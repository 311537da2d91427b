// The course of a measure as a small line; its name says it in words.
import type { Every, Figure } from "../api/measures";
import { text } from "../text";
import { heightOf, pathOf, scaleOf } from "./course";
import { valueWords } from "./figure";
import classes from "./Measures.module.css";

const t = text.measures;
const WIDTH = 100;
const HEIGHT = 40;

export function Sparkline({ figures, every }: { figures: Figure[]; every: Every }) {
  const values = figures.map(({ value }) => value);
  const unit = figures[0]?.unit ?? "";
  const target = figures[0]?.target ?? null;
  const scale = scaleOf(values, target, unit);
  const aim = target === null ? null : (1 - heightOf(target, scale)) * HEIGHT;
  const { line, points } = pathOf(values, scale, WIDTH, HEIGHT);
  return (
    <svg
      className={classes.spark}
      viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={courseWords(figures, every)}
    >
      <path className={classes.foot} d={`M0 ${HEIGHT}H${WIDTH}`} />
      {aim !== null && <path className={classes.aim} d={`M0 ${aim}H${WIDTH}`} />}
      <path className={classes.line} d={line} />
      <path className={classes.points} d={points} />
    </svg>
  );
}

/** The lowest, the highest and the last figure of a course. */
export function courseWords(figures: Figure[], every: Every): string {
  const known = figures.flatMap(({ value }) => (value === null ? [] : [value]));
  const last = known.at(-1);
  if (last === undefined) return t.trendNone(every);
  const words = (value: number) => valueWords(value, figures[0]?.unit ?? "");
  return `${t.trendSays(every, words(Math.min(...known)), words(Math.max(...known)), words(last))}${t.without_(
    figures.length - known.length,
    every,
  )}`;
}
