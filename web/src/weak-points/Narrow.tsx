// By what the ranking can be narrowed, with counts; a click adds or takes away a condition.
import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { Ranking } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { listOf } from "../ui/search-params";
import { NARROWED_BY, type NarrowedBy, type WeakPointsSearch } from "./search";
import classes from "./WeakPoints.module.css";

const AT_FIRST = 8;
const t = text.weakPoints;

type Value = Ranking["facets"][NarrowedBy][number];
type Toggle = (field: NarrowedBy, value: string) => void;
type Props = { facets: Ranking["facets"] | undefined; search: WeakPointsSearch; toggle: Toggle };

export function Narrow({ facets, search, toggle }: Props) {
  return (
    <section aria-label={t.filters} className={classes.facets}>
      {NARROWED_BY.map((field) => {
        const values = facets?.[field] ?? [];
        if (values.length === 0 && !search[field]) return null;
        return (
          <OneFacet
            key={field}
            field={field}
            values={values}
            chosen={listOf(search[field])}
            toggle={(value) => toggle(field, value)}
          />
        );
      })}
    </section>
  );
}

type OneProps = { field: NarrowedBy; values: Value[]; chosen: string[]; toggle: (value: string) => void };

function OneFacet({ field, values, chosen, toggle }: OneProps) {
  const [all, setAll] = useState(false);
  const gone = chosen.filter((value) => !values.some((each) => each.value === value));
  const known = [...values, ...gone.map((value) => ({ value, label: value, count: 0 }))];
  const shown = all ? known : known.filter((each, index) => index < AT_FIRST || chosen.includes(each.value));
  return (
    <fieldset className={classes.facet}>
      <legend>{t.fields[field]}</legend>
      {shown.map(({ value, label, count }) => (
        <UnstyledButton
          key={value}
          className={classes.facetValue}
          aria-pressed={chosen.includes(value)}
          onClick={() => toggle(value)}
        >
          <span>{label}</span>
          <small>{number(count, 0)}</small>
        </UnstyledButton>
      ))}
      {known.length > shown.length && (
        <UnstyledButton className={classes.facetValue} onClick={() => setAll(true)} c="dimmed">
          <span>{t.more(known.length - shown.length)}</span>
        </UnstyledButton>
      )}
    </fieldset>
  );
}
