// A gate as fault trees draw it: curved for any, flat for all, with a number for so many. Its output is on the left.
import classes from "./FaultTree.module.css";

type Props = { kind: "or" | "and" | "at_least"; downAt: number };

export function GateShape({ kind, downAt }: Props) {
  const shape =
    kind === "and"
      ? "M27 2 h-11 a14 11 0 0 0 0 22 h11 z"
      : "M27 1 q-15 0 -25 12 q10 12 25 12 q-6 -12 0 -24 z";
  return (
    <svg viewBox="0 0 29 26" width={29} height={26} aria-hidden className={classes.gate}>
      <path d={shape} />
      {kind === "at_least" && (
        <text x={15} y={17} textAnchor="middle">
          {downAt}
        </text>
      )}
    </svg>
  );
}
