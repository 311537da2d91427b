// The values that occur among what is listed, with counts; a click adds or takes away a condition.
import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Facet, Scalar } from "../api/shapes";
import { text } from "../text";
import { number, words } from "../ui/format";
import classes from "../ui/List.module.css";
import { classesQuery, lifecyclesQuery } from "../ui/queries";
import { facetsQuery } from "./queries";
import { asksAbsent, valuesOf } from "./query-text";

const AT_FIRST = 7;

type Props = { query: string; asOf: string | undefined; toggle: (field: string, value: Scalar) => void };

export function Facets({ query, asOf, toggle }: Props) {
  const facets = useQuery({ ...facetsQuery(query || undefined, asOf), retry: false });
  const schema = useQuery(classesQuery).data;
  const lifecycles = useQuery(lifecyclesQuery).data;
  const labels = useMemo(
    () =>
      new Map([
        ...(schema ?? []).map((cls) => [`class ${cls.name}`, cls.label] as const),
        ...(lifecycles ?? []).flatMap((each) =>
          each.states.map((state) => [`lifecycle ${state.name}`, state.label] as const),
        ),
      ]),
    [schema, lifecycles],
  );
  return (
    <section aria-label={text.cis.list.facets} style={{ minHeight: 420 }}>
      {(facets.data ?? [])
        .filter((facet) => facet.values.length > 0)
        .map((facet) => (
          <OneFacet
            key={facet.field}
            facet={facet}
            chosen={chosenOf(query, facet.field)}
            toggle={toggle}
            labels={labels}
          />
        ))}
    </section>
  );
}

function chosenOf(query: string, field: string): string[] {
  return asksAbsent(query, field) ? ["null"] : valuesOf(query, field);
}

type OneProps = { facet: Facet; chosen: string[]; toggle: Props["toggle"]; labels: Map<string, string> };

/** The label of a class or state; absence in words. */
function labelOf(field: string, value: Scalar, shown: string, labels: Map<string, string>): string {
  if (value === null) return text.cis.overview.unset;
  return labels.get(`${field} ${String(value)}`) ?? shown;
}

function OneFacet({ facet, chosen, toggle, labels }: OneProps) {
  const [all, setAll] = useState(false);
  const values = all ? facet.values : facet.values.slice(0, AT_FIRST);
  return (
    <fieldset className={classes.facet}>
      <legend>{text.cis.columns[facet.field] ?? words(facet.field)}</legend>
      {values.map(({ value, shown, count }) => (
        <UnstyledButton
          key={String(value)}
          className={classes.facetValue}
          aria-pressed={chosen.includes(String(value))}
          onClick={() => toggle(facet.field, value)}
        >
          <span>{labelOf(facet.field, value, shown, labels)}</span>
          <small>{number(count, 0)}</small>
        </UnstyledButton>
      ))}
      {facet.values.length > AT_FIRST && !all && (
        <UnstyledButton className={classes.facetValue} onClick={() => setAll(true)} c="dimmed">
          <span>{text.cis.list.facetMore}</span>
          <small>{facet.values.length - AT_FIRST}</small>
        </UnstyledButton>
      )}
    </fieldset>
  );
}
