// Whether a figure meets its target: shape, word and colour.
import type { Figure } from "../api/measures";
import { text } from "../text";
import { StateMark } from "../ui/StateMark";
import { type Better, valueWords, verdictOf } from "./figure";
import classes from "./Measures.module.css";

const t = text.measures;

type Props = { figure: Pick<Figure, "value" | "target" | "unit">; better: Better; brief?: boolean };

export function TargetMark({ figure, better, brief = false }: Props) {
  if (figure.target === null) return <span className={classes.dim}>{brief ? "–" : t.noTarget}</span>;
  const target = t.target[better](valueWords(figure.target, figure.unit));
  switch (verdictOf(figure, better)) {
    case "met":
      return <StateMark state="ok" word={brief ? t.metShort : t.met(target)} />;
    case "missed":
      return <StateMark state="down" word={brief ? t.missedShort : t.missed(target)} />;
    default:
      return <span className={classes.dim}>{brief ? "–" : t.notJudged(target)}</span>;
  }
}
