// The values that occur among the records that are listed, with counts; a click adds or takes away a condition.
import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Noun } from "../api/records";
import type { Facet, Practice, Scalar } from "../api/shapes";
import { asksAbsent, valuesOf } from "../cis/query-text";
import { text } from "../text";
import { number, words } from "../ui/format";
import listClasses from "../ui/List.module.css";
import { PriorityMark } from "./PriorityMark";
import { attributeOf } from "./practice";
import { recordFacetsQuery } from "./queries";
import type { PhaseChoice } from "./search";

const AT_FIRST = 7;
const t = text.records.list;

type Props = {
  asked: { noun: Noun; q: string | undefined; phase: PhaseChoice; asOf: string | undefined };
  fields: string[];
  practice: Practice;
  toggle: (field: string, value: Scalar) => void;
};

export function RecordFacets({ asked, fields, practice, toggle }: Props) {
  const facets = useQuery(recordFacetsQuery(asked, fields)).data ?? [];
  return (
    <section aria-label={t.facets} style={{ minHeight: 320 }}>
      {facets
        .filter((facet) => facet.values.some((each) => each.value !== null))
        .map((facet) => (
          <OneFacet
            key={facet.field}
            facet={facet}
            label={
              text.records.columns[facet.field] ?? attributeOf(practice, facet.field)?.label ?? facet.field
            }
            query={asked.q ?? ""}
            toggle={toggle}
          />
        ))}
    </section>
  );
}

/** The word by which a query names a facet. */
const inQuery = (field: string) => (field === "state" ? "status" : field);

type OneProps = { facet: Facet; label: string; query: string; toggle: Props["toggle"] };

function OneFacet({ facet, label, query, toggle }: OneProps) {
  const [all, setAll] = useState(false);
  const field = inQuery(facet.field);
  const chosen = asksAbsent(query, field) ? ["null"] : valuesOf(query, field);
  const ordered =
    facet.field === "priority"
      ? [...facet.values].sort((a, b) => Number(a.value ?? 99) - Number(b.value ?? 99))
      : facet.values;
  const values = all ? ordered : ordered.slice(0, AT_FIRST);
  return (
    <fieldset className={listClasses.facet}>
      <legend>{label}</legend>
      {values.map(({ value, shown, count }) => (
        <UnstyledButton
          key={String(value)}
          className={listClasses.facetValue}
          aria-pressed={chosen.includes(String(value))}
          onClick={() => toggle(field, value)}
        >
          <span>{named(facet.field, value, shown)}</span>
          <small>{number(count, 0)}</small>
        </UnstyledButton>
      ))}
      {facet.values.length > AT_FIRST && !all && (
        <UnstyledButton className={listClasses.facetValue} onClick={() => setAll(true)} c="dimmed">
          <span>{t.facetMore}</span>
          <small>{facet.values.length - AT_FIRST}</small>
        </UnstyledButton>
      )}
    </fieldset>
  );
}

function named(field: string, value: Scalar, shown: string) {
  if (value === null) return t.absent[field] ?? t.absentElse;
  if (field === "priority") return <PriorityMark priority={Number(value)} />;
  return field === "kind" || field === "audience" || field === "authorisation" ? words(shown) : shown;
}
