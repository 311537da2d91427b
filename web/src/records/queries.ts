// Questions about records.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";
import { recordViews } from "../api/record-views";
import type { Noun, Phase } from "../api/records";
import type { Practice } from "../api/shapes";
import { completed } from "./complete";
import type { PhaseChoice } from "./search";

const PAGE = 100;

export const practicesQuery = queryOptions({
  queryKey: ["practices"],
  queryFn: async () => (await api.records.practices()).items,
  staleTime: 300_000,
});

export const askedPhase = (phase: PhaseChoice): Phase | undefined => (phase === "all" ? undefined : phase);

type List = { noun: Noun; q: string | undefined; phase: PhaseChoice; asOf: string | undefined };

export const recordListQuery = ({ noun, q, phase, asOf }: List, sort: string) =>
  infiniteQueryOptions({
    queryKey: ["graph", "records", noun, q ?? "", phase, sort, asOf ?? "now"],
    queryFn: ({ pageParam, signal }) =>
      api.records.find(
        noun,
        { q, phase: askedPhase(phase), sort, limit: PAGE, after: pageParam, total: pageParam === undefined },
        asOf,
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before, query) => (query?.queryKey[2] === noun ? before : undefined),
  });

/** The saved views of a practice's list that the person sees. */
export const recordViewsQuery = (practice: string) =>
  queryOptions({
    queryKey: ["graph", "record-views", practice],
    queryFn: async () => (await recordViews.list(practice)).items,
    retry: false,
  });

/** The job that makes a table; while it goes, how far it is. */
export const recordTableQuery = (job: string) =>
  queryOptions({
    queryKey: ["record-table", job],
    queryFn: () => api.records.tableJob(job),
    refetchInterval: (query) =>
      ["running", "queued"].includes(query.state.data?.state ?? "queued") ? 700 : false,
  });

export const recordFacetsQuery = ({ noun, q, phase, asOf }: List, fields: string[]) =>
  queryOptions({
    queryKey: ["graph", "record-facets", noun, q ?? "", phase, fields.join(","), asOf ?? "now"],
    queryFn: async () => (await api.records.facets(noun, q, askedPhase(phase), fields, asOf)).facets,
    placeholderData: (before, query) => (query?.queryKey[2] === noun ? before : undefined),
    retry: false,
  });

export const recordQuery = (noun: Noun, key: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "record", noun, key, asOf ?? "now"],
    queryFn: () => api.records.get(noun, key, asOf),
  });

export const activitiesQuery = (noun: Noun, key: string, asOf: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["graph", "activities", noun, key, asOf ?? "now"],
    queryFn: ({ pageParam }) => api.records.activities(noun, key, pageParam, asOf),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const recordsOfCiQuery = (ci: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "records-of", ci, asOf ?? "now"],
    queryFn: async () => (await api.records.ofCi(ci, asOf)).items,
  });

/** The query for a key, or for words within a title. */
function titled(words: string): string {
  const key = /^[a-z]+-\d+$/i.test(words);
  return key ? `key:${words.toLowerCase()}` : `name~"${words.replaceAll(/["\\]/g, " ")}"`;
}

/** Records of a practice by words of their titles, for choosing one. */
export const recordSearchQuery = (noun: Noun, words: string) =>
  queryOptions({
    queryKey: ["graph", "record-search", noun, words],
    queryFn: async () => (await api.records.find(noun, { q: titled(words), limit: 10 }, undefined)).items,
    enabled: words !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });

export const recordCompletionQuery = (practice: Practice) => (q: string, position: number) =>
  queryOptions({
    queryKey: ["complete", `${practice.noun} ${q}`, position],
    queryFn: async () => completed(practice, q, position),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
