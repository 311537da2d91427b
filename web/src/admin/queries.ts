// Questions of the administration.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";

export const revisionsQuery = (limit: number) =>
  queryOptions({ queryKey: ["graph", "revisions", limit], queryFn: () => api.revisions.list({ limit }) });

const AUDIT_PAGE = 100;

export const auditQuery = infiniteQueryOptions({
  queryKey: ["graph", "audit"],
  queryFn: ({ pageParam }) => api.revisions.list({ limit: AUDIT_PAGE, after: pageParam }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});

/** What the revisions of one page did. Asked apart: a large import takes a moment to count, the list does not. */
export const countsQuery = (after: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "audit counts", after ?? ""],
    queryFn: async () => {
      const { items } = await api.revisions.list({ limit: AUDIT_PAGE, after, counts: true });
      return items.map(({ revision, counts }) => [revision, counts ?? {}] as const);
    },
  });

export const revisionQuery = (revision: number) =>
  queryOptions({
    queryKey: ["revision", revision],
    queryFn: () => api.revisions.get(revision),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: async () => (await api.accounts.list()).items,
});

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: async () => (await api.tokens.list()).items,
});

export const permissionsQuery = queryOptions({
  queryKey: ["permissions"],
  queryFn: api.accounts.permissions,
  staleTime: 300_000,
});

/** While something runs, progress is asked for every second. */
export const jobsQuery = queryOptions({
  queryKey: ["jobs"],
  queryFn: async () => (await api.jobs.list()).items,
  refetchInterval: (query) =>
    query.state.data?.some((job) => job.state === "running" || job.state === "queued") ? 1000 : 15_000,
});
