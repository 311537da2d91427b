// How bad an alert is: shape, colour and word.
import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { text } from "../text";
import classes from "./Events.module.css";

const SHAPES = { critical: IconAlertOctagon, warning: IconAlertTriangle, info: IconInfoCircle };

export function SeverityMark({ severity, count }: { severity: string; count?: number }) {
  const Shape = SHAPES[severity as keyof typeof SHAPES] ?? IconInfoCircle;
  return (
    <span className={classes.severity} data-severity={severity}>
      <Shape size={15} stroke={2} aria-hidden />
      {count !== undefined && `${count} `}
      {text.events.severities[severity] ?? severity}
    </span>
  );
}
