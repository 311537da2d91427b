// What the portal asks.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ownAttachments } from "../api/beside";
import { catalogue } from "../api/declared";
import { portal } from "../api/portal";

const PAGE = 50;
const MOST_HITS = 8;
const MINUTE = 60_000;

export const statusQuery = queryOptions({
  queryKey: ["graph", "portal", "status"],
  queryFn: portal.status,
  select: (page) => page.items,
  refetchInterval: MINUTE,
});

/** Which files a report may bring; told with how services are. */
export const fileLimitsQuery = queryOptions({
  queryKey: statusQuery.queryKey,
  queryFn: portal.status,
  select: ({ largest, most }) => ({ largest, most }),
});

/** Articles and items that fit some words; nothing is asked before there are three letters. */
export const helpQuery = (words: string) =>
  queryOptions({
    queryKey: ["graph", "portal", "search", words],
    queryFn: async ({ signal }) => (await portal.search(words, MOST_HITS, signal)).items,
    enabled: words.length > 2,
    placeholderData: keepPreviousData,
    staleTime: MINUTE,
  });

export const offeredQuery = queryOptions({
  queryKey: ["graph", "portal", "catalogue"],
  queryFn: async () => (await catalogue.list(false)).items,
});

export const offeredItemQuery = (name: string) =>
  queryOptions({ queryKey: ["graph", "portal", "item", name], queryFn: () => catalogue.get(name) });

export const mineQuery = infiniteQueryOptions({
  queryKey: ["graph", "portal", "mine"],
  queryFn: ({ pageParam }) => portal.mine({ limit: PAGE, after: pageParam }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

export const ownQuery = (key: string) =>
  queryOptions({ queryKey: ["graph", "portal", "own", key], queryFn: () => portal.one(key) });

export const ownFilesQuery = (key: string) =>
  queryOptions({ queryKey: ["graph", "portal", "files", key], queryFn: () => ownAttachments.list(key) });

/** What waits for one's own voice. */
export const approvalsQuery = queryOptions({
  queryKey: ["graph", "portal", "approvals"],
  queryFn: async () => (await portal.approvals()).items,
  staleTime: MINUTE,
});

export const articleQuery = (key: string) =>
  queryOptions({ queryKey: ["graph", "portal", "article", key], queryFn: () => portal.article(key) });
