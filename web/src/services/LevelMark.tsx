// Measured availability beside its target: the figure, and whether it is met in shape and word.
import type { ServiceLevel } from "../api/levels";
import { text } from "../text";
import { StateMark } from "../ui/StateMark";
import { availabilityFigure } from "./level-words";

const t = text.services.level;

export function LevelMark({ level }: { level: ServiceLevel }) {
  if (level.availability === null) return <span title={t.unmeasured}>–</span>;
  const figure = availabilityFigure(level.availability);
  if (level.met === null) return <span title={t.noTarget}>{figure}</span>;
  return (
    <span title={t.against(availabilityFigure(level.target ?? 0), level.agreement ?? "")}>
      {figure} <StateMark state={level.met ? "ok" : "down"} word={level.met ? t.met : t.missed} />
    </span>
  );
}
