// Questions about one service.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";

const MOST_SHAPES = 160;
const ORDER = 3;
const LISTED = 2000;
const STALE = 30_000;

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

export const availabilityQuery = (key: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "availability", key, asOf ?? "now"],
    queryFn: ({ signal }) => api.services.availability(key, asOf, signal),
    staleTime: STALE,
    retry: false,
  });

export const cutSetsQuery = (key: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "cut sets", key, asOf ?? "now"],
    queryFn: ({ signal }) => api.services.cutSets(key, { order: ORDER, limit: LISTED }, asOf, signal),
    staleTime: STALE,
    retry: false,
  });

export const singlePointsQuery = (key: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "single points", key, asOf ?? "now"],
    queryFn: () => api.services.singlePoints(key, asOf),
    staleTime: STALE,
  });
