// Questions about one change: its plan, its judgement, its windows, how the decision stands.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { changes } from "../api/changes";

const DAYS = 14;

// "graph" goes first: whatever moves the graph makes a judgement stale.
export const planQuery = (key: string) =>
  queryOptions({ queryKey: ["graph", "change-plan", key], queryFn: () => changes.plan(key) });

export const assessmentQuery = (key: string) =>
  queryOptions({
    queryKey: ["graph", "assessment", key],
    queryFn: ({ signal }) => changes.assessment(key, signal),
    retry: false,
  });

export const availabilityQuery = (key: string, enabled: boolean) =>
  queryOptions({
    queryKey: ["graph", "change-availability", key],
    queryFn: async ({ signal }) => (await changes.availability(key, signal)).items,
    enabled,
    retry: false,
  });

export const awayQuery = (key: string, enabled: boolean) =>
  queryOptions({
    queryKey: ["graph", "failures-away", key],
    queryFn: async ({ signal }) => (await changes.failuresAway(key, signal)).items,
    enabled,
    retry: false,
  });

export const windowsQuery = (key: string, enabled: boolean) =>
  queryOptions({
    queryKey: ["graph", "windows", key],
    queryFn: async ({ signal }) => (await changes.windows(key, DAYS, signal)).items,
    enabled,
    retry: false,
  });

export const approvalQuery = (key: string) =>
  queryOptions({
    queryKey: ["graph", "approval", key],
    queryFn: () => changes.approval(key),
    retry: false,
  });

export const reviewQuery = (key: string, enabled: boolean) =>
  queryOptions({
    queryKey: ["graph", "change-review", key],
    queryFn: () => changes.review(key),
    enabled,
    retry: false,
  });

export const commentsQuery = (key: string) =>
  queryOptions({ queryKey: ["graph", "change-comments", key], queryFn: () => changes.comments(key) });

export const tasksQuery = (key: string) =>
  queryOptions({
    queryKey: ["graph", "change-tasks", key],
    queryFn: async () => (await changes.tasks(key)).items,
  });

export const wayBackQuery = (key: string, enabled: boolean) =>
  queryOptions({
    queryKey: ["graph", "change-way-back", key],
    queryFn: () => changes.wayBack(key),
    enabled,
  });

export const driftQuery = (key: string, enabled: boolean) =>
  queryOptions({
    queryKey: ["graph", "change-drift", key],
    queryFn: () => changes.drift(key),
    enabled,
    retry: false,
  });

export const scheduleQuery = (from: string, to: string, enabled = true) =>
  queryOptions({
    queryKey: ["graph", "schedule", from, to],
    queryFn: ({ signal }) => changes.schedule(from, to, signal),
    enabled,
    placeholderData: keepPreviousData,
  });

export const closedPeriodsQuery = queryOptions({
  queryKey: ["graph", "closed-periods"],
  queryFn: async () => (await changes.closedPeriods()).items,
});
