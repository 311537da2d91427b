// Questions that the schedule asks beyond its bars.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { schedule } from "../api/schedule";

/** What would be in a change's way if its window began then; each place is a question of its own, so none is late. */
export const elsewhereQuery = (key: string, start: number, enabled: boolean) =>
  queryOptions({
    queryKey: ["graph", "elsewhere", key, start],
    queryFn: ({ signal }) => schedule.elsewhere(key, new Date(start).toISOString(), signal),
    enabled,
    retry: false,
  });

export type FreeAsked = { from: string; to: string; change?: string; minutes?: number };

export const freeQuery = (asked: FreeAsked, enabled: boolean) =>
  queryOptions({
    queryKey: ["graph", "free-slots", asked],
    queryFn: ({ signal }) => schedule.free(asked, signal),
    enabled,
    retry: false,
    placeholderData: keepPreviousData,
  });
