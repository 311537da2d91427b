// What the pages ask about problems.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { problems } from "../api/problems";

const PAGE = 50;

export const proposalsQuery = queryOptions({
  queryKey: ["graph", "problem-proposals"],
  queryFn: async () => (await problems.proposals()).items,
});

export const knownErrorsQuery = infiniteQueryOptions({
  queryKey: ["graph", "known-errors"],
  queryFn: ({ pageParam }) => problems.knownErrors({ limit: PAGE, after: pageParam }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});
