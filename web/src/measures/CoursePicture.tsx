// The course of a measure drawn to scale; whoever points at a part reads it in words.
import { useElementSize } from "@mantine/hooks";
import { type PointerEvent, useState } from "react";
import type { Every, Figure } from "../api/measures";
import { text } from "../text";
import { heightOf, pathOf, placeOf, scaleOf, ticksOf } from "./course";
import { countWords, valueWords } from "./figure";
import classes from "./Measures.module.css";
import { partMark, partWords } from "./period";
import { courseWords } from "./Sparkline";

const t = text.measures;
const HEIGHT = 230;
const EDGE = { left: 74, right: 22, top: 10, bottom: 24 };
const MARK = 74;
const MOST_DOTS = 60;

export function CoursePicture({ figures, every }: { figures: Figure[]; every: Every }) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const values = figures.map(({ value }) => value);
  const unit = figures[0]?.unit ?? "";
  const target = figures[0]?.target ?? null;
  const scale = scaleOf(values, target, unit);
  const inner = {
    width: Math.max(1, width - EDGE.left - EDGE.right),
    height: HEIGHT - EDGE.top - EDGE.bottom,
  };
  const { line, points } = pathOf(values, scale, inner.width, inner.height);
  const x = (index: number) => placeOf(index, figures.length) * inner.width;
  const y = (value: number) => (1 - heightOf(value, scale)) * inner.height;
  const pick = (event: PointerEvent<SVGSVGElement>) => {
    const share =
      (event.clientX - event.currentTarget.getBoundingClientRect().left - EDGE.left) / inner.width;
    const index = Math.round(Math.min(1, Math.max(0, share)) * (figures.length - 1));
    setAt(Math.max(0, index));
  };
  const shown = figures[at ?? lastKnown(values)];
  const value = at === null ? undefined : values[at];
  const spare = Math.max(1, Math.ceil((figures.length * MARK) / inner.width));
  if (values.every((value) => value === null)) return <p className={classes.reason}>{t.noCourse}</p>;
  return (
    <div ref={ref}>
      <p className={classes.readout} aria-hidden="true">
        {shown && <Readout figure={shown} every={every} />}
        {target !== null && <span className={classes.dim}>{t.targetLine}</span>}
      </p>
      <div style={{ height: HEIGHT }}>
        {width > 0 && (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={courseWords(figures, every)}
            className={classes.picture}
            onPointerMove={pick}
            onPointerDown={pick}
            onPointerLeave={() => setAt(null)}
          >
            <g transform={`translate(${EDGE.left} ${EDGE.top})`}>
              {ticksOf(scale).map((tick) => (
                <g key={tick} transform={`translate(0 ${y(tick)})`}>
                  <path className={classes.grid} d={`M0 0H${inner.width}`} />
                  <text x={-8} dy="0.32em" textAnchor="end">
                    {valueWords(tick, unit === "tickets" || unit === "incidents" ? "money" : unit)}
                  </text>
                </g>
              ))}
              {figures.map((figure, index) =>
                (figures.length - 1 - index) % spare === 0 ? (
                  <text key={figure.period} x={x(index)} y={inner.height + 17} textAnchor="middle">
                    {partMark(figure.period, every)}
                  </text>
                ) : null,
              )}
              {target !== null && <path className={classes.aim} d={`M0 ${y(target)}H${inner.width}`} />}
              <path className={classes.line} d={line} />
              <path className={classes.points} d={points} />
              {(figures.length <= MOST_DOTS ? figures : []).map(
                (figure, index) =>
                  figure.value !== null && (
                    <circle
                      key={figure.period}
                      className={classes.dot}
                      cx={x(index)}
                      cy={y(figure.value)}
                      r={2.6}
                    />
                  ),
              )}
              {at !== null && <path className={classes.grid} d={`M${x(at)} 0V${inner.height}`} />}
              {at !== null && value != null && (
                <circle className={classes.picked} cx={x(at)} cy={y(value)} r={5} />
              )}
            </g>
          </svg>
        )}
      </div>
    </div>
  );
}

function lastKnown(values: (number | null)[]): number {
  const index = values.findLastIndex((value) => value !== null);
  return index < 0 ? values.length - 1 : index;
}

function Readout({ figure, every }: { figure: Figure; every: Every }) {
  const { value, unit, measure, count, period } = figure;
  return (
    <span>
      {partWords(period, every, t.weekFrom)}:{" "}
      <b>{value === null ? t.noFigure.toLowerCase() : valueWords(value, unit)}</b>
      {value !== null && `, ${t.from_(countWords(measure, count))}`}
    </span>
  );
}
