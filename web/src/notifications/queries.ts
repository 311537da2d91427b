// What the pages of notifications ask.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { outbox, rules } from "../api/notifications";

const PAGE = 50;

export const rulesQuery = queryOptions({
  queryKey: ["graph", "notification-rules"],
  queryFn: async () => (await rules.list()).items,
});

export const ruleQuery = (name: string) =>
  queryOptions({ queryKey: ["graph", "notification-rule", name], queryFn: () => rules.get(name) });

export const messageQuery = (id: string) =>
  queryOptions({ queryKey: ["outbox", "message", id], queryFn: () => outbox.get(id) });

export const outboxQuery = (state: string) =>
  infiniteQueryOptions({
    queryKey: ["outbox", "list", state],
    queryFn: ({ pageParam }) => outbox.list({ state, limit: PAGE, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: state === "waiting" ? 10_000 : false,
  });
