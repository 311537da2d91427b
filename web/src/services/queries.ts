// Questions about one service.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";

const MOST_SHAPES = 160;
/** Up to which size cut sets are listed, and how many. */
export const CUT_SETS = { order: 3, limit: 2000 };
const STALE = 30_000;
const PAGE = 500;

export const serviceQuery = (key: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "service", key, asOf ?? "now"],
    queryFn: () => api.services.get(key, asOf),
  });

export const serviceMapQuery = (key: string, expand: string | undefined, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "service map", key, expand ?? "", asOf ?? "now"],
    queryFn: () => api.services.map(key, { max: MOST_SHAPES, expand }, asOf),
    placeholderData: keepPreviousData,
    staleTime: STALE,
  });

export const availabilityQuery = (key: string, asOf: string | undefined, change?: string) =>
  queryOptions({
    queryKey: ["graph", "availability", key, asOf ?? "now", change ?? ""],
    queryFn: ({ signal }) => api.services.availability(key, { change }, asOf, signal),
    staleTime: STALE,
    retry: false,
  });

export const cutSetsQuery = (key: string, asOf: string | undefined, change?: string) =>
  queryOptions({
    queryKey: ["graph", "cut sets", key, asOf ?? "now", change ?? ""],
    queryFn: ({ signal }) => api.services.cutSets(key, { ...CUT_SETS, change }, asOf, signal),
    staleTime: STALE,
    retry: false,
  });

export const singlePointsQuery = (key: string, asOf: string | undefined, change?: string) =>
  queryOptions({
    queryKey: ["graph", "single points", key, asOf ?? "now", change ?? ""],
    queryFn: () => api.services.singlePoints(key, { change }, asOf),
    staleTime: STALE,
  });

export const faultTreeQuery = (key: string, gates: number, asOf: string | undefined, change?: string) =>
  queryOptions({
    queryKey: ["graph", "fault tree", key, gates, asOf ?? "now", change ?? ""],
    queryFn: ({ signal }) => api.services.faultTree(key, { gates, change }, asOf, signal),
    placeholderData: keepPreviousData,
    staleTime: STALE,
  });

let lastCounted: Promise<unknown> = Promise.resolve();

/** Cut sets for a list of services: one after the other, for each may take seconds; those out of sight are not asked. */
export const countedCutSetsQuery = (key: string, asOf: string | undefined) => {
  const { queryKey, staleTime, retry } = cutSetsQuery(key, asOf);
  return queryOptions({
    queryKey,
    staleTime,
    retry,
    queryFn: ({ signal }) => {
      const found = lastCounted.then(() => {
        signal.throwIfAborted();
        return api.services.cutSets(key, CUT_SETS, asOf, signal);
      });
      lastCounted = found.catch(() => undefined);
      return found;
    },
  });
};

export const boardQuery = (asOf: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["graph", "services board", asOf ?? "now"],
    queryFn: ({ pageParam, signal }) =>
      api.services.page({ limit: PAGE, after: pageParam, total: pageParam === undefined }, asOf, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
