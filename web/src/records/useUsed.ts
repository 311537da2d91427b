// The values of some attributes that records of a practice have, to choose from while typing.
import { useQuery } from "@tanstack/react-query";
import type { Noun } from "../api/records";
import { recordFacetsQuery } from "./queries";

const FIELDS = ["team", "assignee", "category"];
const NONE: string[] = [];

export function useUsed(noun: Noun): (attribute: string) => string[] {
  const asked = { noun, q: undefined, phase: "all" as const, asOf: undefined };
  const facets = useQuery(recordFacetsQuery(asked, FIELDS)).data;
  return (attribute) =>
    facets
      ?.find((facet) => facet.field === attribute)
      ?.values.flatMap((each) => (each.value === null ? [] : each.shown)) ?? NONE;
}
