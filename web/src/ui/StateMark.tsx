// A state as shape, colour and word. The map draws the same shapes.
import type { ReactNode } from "react";
import classes from "./StateMark.module.css";
import { type StateName, stateColour, stateWord } from "./state";

const SHAPES: Record<StateName, ReactNode> = {
  down: <rect x="2" y="2" width="12" height="12" rx="1" fill="currentColor" />,
  degraded: (
    <>
      <rect
        x="2.75"
        y="2.75"
        width="10.5"
        height="10.5"
        rx="1"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      <path d="M2.75 8h10.5v4.25a1 1 0 0 1-1 1h-8.5a1 1 0 0 1-1-1z" fill="currentColor" />
    </>
  ),
  at_risk: <path d="M8 1.8 15 14H1z" fill="currentColor" />,
  ok: <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  unknown: (
    <circle
      cx="8"
      cy="8"
      r="6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeDasharray="2.6 2.1"
    />
  ),
  none: <circle cx="8" cy="8" r="4" fill="currentColor" />,
};

type Props = { state: StateName; word?: boolean | string; size?: number };

export function StateMark({ state, word = true, size = 13 }: Props) {
  const said = typeof word === "string" ? word : stateWord(state);
  return (
    <span className={classes.mark} style={{ color: `var(${stateColour(state)})` }}>
      <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
        {SHAPES[state]}
      </svg>
      <span className={word ? classes.word : "visually-hidden"}>{said}</span>
    </span>
  );
}
