// What the pages ask about incidents.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { incidents } from "../api/incidents";

const LEAST_WORDS = 6;

export const evidenceQuery = (key: string) =>
  queryOptions({ queryKey: ["graph", "incident-evidence", key], queryFn: () => incidents.evidence(key) });

/** Open incidents that may be the same as one that is being written. */
export const matchQuery = (title: string, description: string, cis: string[]) =>
  queryOptions({
    queryKey: ["graph", "incident-match", title, description, cis],
    queryFn: async ({ signal }) => (await incidents.match({ title, description, cis }, signal)).items,
    enabled: title.length >= LEAST_WORDS,
    placeholderData: keepPreviousData,
    retry: false,
  });
