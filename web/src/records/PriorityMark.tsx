// A priority as shape, number and word; the colour only adds to them.
import {
  IconChevronDown,
  IconChevronsDown,
  IconChevronsUp,
  IconChevronUp,
  IconEqual,
} from "@tabler/icons-react";
import { text } from "../text";
import { priorityWord } from "./priority";
import classes from "./Records.module.css";

const SHAPES = [IconChevronsUp, IconChevronUp, IconEqual, IconChevronDown, IconChevronsDown];

export function PriorityMark({ priority, brief = false }: { priority: unknown; brief?: boolean }) {
  if (typeof priority !== "number") return <span>–</span>;
  const Shape = SHAPES[priority - 1] ?? IconEqual;
  const word = priorityWord(priority);
  return (
    <span className={classes.priority} data-priority={priority}>
      <Shape size={15} stroke={2.4} aria-hidden />
      {brief ? (
        <>
          <span aria-hidden>{priority}</span>
          <span className="visually-hidden">{text.records.priorityLong(priority, word)}</span>
        </>
      ) : (
        `${priority} ${word}`
      )}
    </span>
  );
}
