// Questions that many pages ask, with the keys under which their answers are kept.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";

const MINUTE = 60_000;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: api.session.get,
  staleTime: 5 * MINUTE,
});
export const classesQuery = queryOptions({
  queryKey: ["classes"],
  queryFn: async () => (await api.schema.classes()).items,
  staleTime: 5 * MINUTE,
});
export const relationTypesQuery = queryOptions({
  queryKey: ["relation-types"],
  queryFn: async () => (await api.schema.relationTypes()).items,
  staleTime: 5 * MINUTE,
});
export const lifecyclesQuery = queryOptions({
  queryKey: ["lifecycles"],
  queryFn: async () => (await api.schema.lifecycles()).items,
  staleTime: 5 * MINUTE,
});
export const servicesQuery = (asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "services", asOf ?? "now"],
    queryFn: async () => (await api.services.list(asOf)).items,
  });
export const ciQuery = (key: string, asOf: string | undefined) =>
  queryOptions({ queryKey: ["graph", "ci", key, asOf ?? "now"], queryFn: () => api.cis.get(key, asOf) });
export const searchQuery = (q: string, limit = 12) =>
  queryOptions({
    queryKey: ["graph", "search", q, limit],
    queryFn: ({ signal }) => api.cis.search(q, limit, signal),
    enabled: q.trim().length > 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
