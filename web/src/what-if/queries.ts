// The what-if page's questions to the API.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";
import type { Scenario } from "../api/shapes";
import type { Plan } from "./plan";

type Failures = Scenario["failures"];

const keyOf = (plan: Plan, failures: Failures) => JSON.stringify([plan, failures]);

/** What a plan would do, compared with today or with today while some CIs are DOWN anyway. */
export const previewQuery = (plan: Plan, failures: Failures, enabled: boolean) =>
  queryOptions({
    queryKey: ["graph", "plan", keyOf(plan, failures)],
    queryFn: ({ signal }) => api.plans.preview(plan, failures, signal),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });

export const pointsQuery = (plan: Plan, enabled: boolean) =>
  queryOptions({
    queryKey: ["graph", "plan-points", JSON.stringify(plan.edits)],
    queryFn: ({ signal }) => api.plans.points({ ...plan, down: [] }, [], signal),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
