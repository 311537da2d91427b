// What the page asks about events; it asks again by itself, since alerts come by themselves.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type AlertsAsked, events } from "../api/events";

const AGAIN = 15_000;
const PAGE = 100;

export const groupsQuery = queryOptions({
  queryKey: ["graph", "event-groups"],
  queryFn: events.groups,
  refetchInterval: AGAIN,
});

export const summaryQuery = queryOptions({
  queryKey: ["graph", "event-summary"],
  queryFn: events.summary,
  refetchInterval: AGAIN,
});

export const alertsQuery = (asked: AlertsAsked) =>
  infiniteQueryOptions({
    queryKey: ["graph", "alerts", asked],
    queryFn: ({ pageParam, signal }) => events.alerts({ ...asked, limit: PAGE, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
