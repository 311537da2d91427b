// Questions about imports.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";
import type { Import, ImportState } from "../api/shapes";

export const importsQuery = queryOptions({
  queryKey: ["imports"],
  queryFn: async () => (await api.imports.list()).items,
});

const BUSY: ImportState[] = ["checking", "applying", "undoing"];

export const goingOn = (run: Import | undefined) => run !== undefined && BUSY.includes(run.state);

/** While it is checked, applied or taken back, its state is asked for again and again. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["import", id],
    queryFn: () => api.imports.get(id),
    refetchInterval: (query) => (goingOn(query.state.data) ? 700 : false),
  });

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ["job", id],
    queryFn: () => api.jobs.get(id),
    refetchInterval: (query) =>
      query.state.data && !["running", "queued"].includes(query.state.data.state) ? false : 700,
  });

export const rowsQuery = (id: string, decision: string | undefined, seal: string) =>
  infiniteQueryOptions({
    queryKey: ["import-rows", id, decision ?? "", seal],
    queryFn: ({ pageParam }) => api.imports.rows(id, { decision, limit: 100, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const formatsQuery = queryOptions({
  queryKey: ["formats"],
  queryFn: async () => (await api.imports.formats()).items,
  staleTime: 300_000,
});

export const sourcesQuery = queryOptions({
  queryKey: ["graph", "sources"],
  queryFn: async () => (await api.sources.list()).items,
});
