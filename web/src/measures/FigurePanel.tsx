// The figure of a measure: its value, its target, how it is spread, and what it means.
import type { Figure, Measure } from "../api/measures";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { DefinitionList } from "./Definition";
import { countWords, reasonWords, valueWords } from "./figure";
import classes from "./Measures.module.css";
import { TargetMark } from "./TargetMark";

const t = text.measures;

export function FigurePanel({ measure, figure }: { measure: Measure; figure: Figure }) {
  const { value, unit, median, p90, count, reason } = figure;
  return (
    <Panel label={t.value}>
      <h2 className="visually-hidden">{t.value}</h2>
      <p className={classes.big} data-testid="value" data-none={value === null}>
        {value === null ? t.noFigure : valueWords(value, unit)}
      </p>
      <div className={classes.target}>
        <TargetMark figure={figure} better={measure.better} />
      </div>
      <p className={value === null ? classes.reason : classes.count}>
        {value === null ? reasonWords(reason) : t.from_(countWords(measure.measure, count))}
      </p>
      {median !== null && p90 !== null && (
        <dl className={classes.spread}>
          <div>
            <dt>{t.median}</dt>
            <dd>{valueWords(median, unit)}</dd>
          </div>
          <div>
            <dt>{t.ninety}</dt>
            <dd>{valueWords(p90, unit)}</dd>
          </div>
        </dl>
      )}
      <DefinitionList measure={measure} />
      <p className={classes.count}>{t.better[measure.better]}</p>
    </Panel>
  );
}
