// The ranking, what making CIs redundant would save, and the job that ranks a large estate.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";
import { Problem } from "../api/problem";
import type { Narrowed } from "./search";

const GAINS = 20;

const asked = (narrowed: Narrowed, asOf: string | undefined) => [asOf ?? "now", JSON.stringify(narrowed)];

export const rankingQuery = (narrowed: Narrowed, top: number, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "weak-points", ...asked(narrowed, asOf), top],
    queryFn: ({ signal }) => api.weakPoints.rank({ ...narrowed, top, gain: 0 }, asOf, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: (count, error) => count < 2 && !isTooLarge(error),
  });

/** Asked apart: the order is there at once, what redundancy would save takes longer. */
export const gainsQuery = (narrowed: Narrowed, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "weak-point gains", ...asked(narrowed, asOf)],
    queryFn: async ({ signal }) => {
      const ranking = await api.weakPoints.rank({ ...narrowed, top: GAINS, gain: GAINS }, asOf, signal);
      return new Map(ranking.items.flatMap(({ key, gain }) => (gain ? [[key, gain] as const] : [])));
    },
    staleTime: 30_000,
  });

export const gainQuery = (ci: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "weak-point gain", ci, asOf ?? "now"],
    queryFn: async () => (await api.weakPoints.rank({ ci, top: 1, gain: 1 }, asOf)).items[0]?.gain ?? null,
    staleTime: 30_000,
  });

/** Whether the estate is one that only a job ranks. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof Problem && error.status === 422 && error.facts.where === "estate";
}

/** While the job runs, how far it is. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ["job", id],
    queryFn: () => api.jobs.get(id),
    refetchInterval: (query) =>
      query.state.data && !["running", "queued"].includes(query.state.data.state) ? false : 700,
  });
