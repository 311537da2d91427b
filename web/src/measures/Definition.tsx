// What a measure is, in words: beside its name on hover and focus, or as a list.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { Measure } from "../api/measures";
import { text } from "../text";
import { plain } from "./figure";
import classes from "./Measures.module.css";

const t = text.measures;

export function DefinitionMark({ measure }: { measure: Measure }) {
  return (
    <Tooltip
      multiline
      w={320}
      openDelay={80}
      events={{ hover: true, focus: true, touch: true }}
      label={
        <span className={classes.definition}>
          <b>{plain(measure.formula)}</b>
          <span>
            {t.of} {plain(measure.population)}
          </span>
          <span>
            {t.without} {plain(measure.exclusions)}
          </span>
        </span>
      }
    >
      <ActionIcon size="sm" className={classes.info} aria-label={t.definition(measure.label)}>
        <IconInfoCircle size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

export function DefinitionList({ measure }: { measure: Measure }) {
  const rows = [
    [t.formula, measure.formula],
    [t.population, measure.population],
    [t.exclusions, measure.exclusions],
  ] as const;
  return (
    <dl className={classes.facts}>
      {rows.map(([word, said]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{plain(said)}</dd>
        </div>
      ))}
    </dl>
  );
}
