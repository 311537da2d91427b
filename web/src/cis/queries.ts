// The CI list's questions to the API.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";

const PAGE = 200;
export const FACETS = ["class", "lifecycle", "environment", "criticality", "owner", "location"];

export const listQuery = (q: string | undefined, sort: string | undefined, asOf: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["graph", "cis", q ?? "", sort ?? "", asOf ?? "now"],
    queryFn: ({ pageParam, signal }) =>
      api.cis.list(
        { q, sort: sort ?? "name", limit: PAGE, after: pageParam, total: pageParam === undefined },
        asOf,
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const facetsQuery = (q: string | undefined, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "facets", q ?? "", asOf ?? "now"],
    queryFn: async () => (await api.cis.facets(q, FACETS, asOf)).facets,
    placeholderData: keepPreviousData,
  });

export const completionQuery = (q: string, position: number) =>
  queryOptions({
    queryKey: ["complete", q, position],
    queryFn: () => api.cis.complete(q, position),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

export const historyQuery = (key: string) =>
  infiniteQueryOptions({
    queryKey: ["graph", "history", key],
    queryFn: ({ pageParam }) => api.cis.history(key, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const attemptsQuery = (key: string) =>
  queryOptions({
    queryKey: ["graph", "attempts", key],
    queryFn: async () => (await api.cis.attempts(key)).items,
    retry: false,
  });
