// How many failures a service is away from DOWN: a badge, and why in a few words.
import { Badge, Text } from "@mantine/core";
import type { ServiceRow } from "../api/shapes";
import { awayBadge, marginWords } from "./board";
import classes from "./Services.module.css";

export function Margin({ service, more }: { service: ServiceRow; more?: number | string | null }) {
  const { words, colour } = awayBadge(service, more);
  return (
    <span className={classes.margin}>
      <Badge color={colour}>{words}</Badge>{" "}
      <Text span size="xs" c="dimmed">
        {marginWords(service)}
      </Text>
    </span>
  );
}
