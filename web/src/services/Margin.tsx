// How many failures a service is away from DOWN: a badge, and why in a few words.
import type { ServiceRow } from "../api/shapes";
import { AwayBadge } from "./AwayBadge";
import { marginWords } from "./board";
import classes from "./Services.module.css";

export function Margin({ service }: { service: ServiceRow }) {
  return (
    <span className={classes.margin}>
      <AwayBadge service={service} />{" "}
      <span className={classes.why} title={marginWords(service)}>
        {marginWords(service)}
      </span>
    </span>
  );
}
