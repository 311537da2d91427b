// Questions about the change board.
import { queryOptions } from "@tanstack/react-query";
import { meetings } from "../api/meetings";

const OFTEN_MS = 15_000;

export const meetingsQuery = queryOptions({
  queryKey: ["graph", "meetings"],
  queryFn: async () => (await meetings.list()).items,
});

/** A meeting; while it is open others speak in it, so it is asked for again and again. */
export const meetingQuery = (id: string) =>
  queryOptions({
    queryKey: ["graph", "meeting", id],
    queryFn: () => meetings.get(id),
    refetchInterval: (query) => (query.state.data?.state === "open" ? OFTEN_MS : false),
    placeholderData: (before) => (before?.id === id ? before : undefined),
  });

export const minutesQuery = (id: string) =>
  queryOptions({
    queryKey: ["minutes", id],
    queryFn: () => meetings.minutes(id),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const noticesQuery = (change: string, enabled: boolean) =>
  queryOptions({
    queryKey: ["graph", "notices", change],
    queryFn: async () => (await meetings.notices(change)).items,
    enabled,
  });
