// The explorer's questions to the API.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";
import type { Scenario } from "../api/shapes";

const scenarioKey = (scenario: Scenario) => JSON.stringify(scenario);

export const impactQuery = (scenario: Scenario) =>
  queryOptions({
    queryKey: ["graph", "impact", scenarioKey(scenario)],
    queryFn: ({ signal }) => api.impact.answer(scenario, signal),
    enabled: scenario.failures.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

export const mapQuery = (scenario: Scenario, request: api.MapRequest) =>
  queryOptions({
    queryKey: ["graph", "map", scenarioKey(scenario), JSON.stringify(request)],
    queryFn: ({ signal }) => api.impact.map(scenario, request, signal),
    enabled: scenario.failures.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

export const explainQuery = (scenario: Scenario, ci: string) =>
  queryOptions({
    queryKey: ["graph", "explain", scenarioKey(scenario), ci],
    queryFn: () => api.impact.explain(scenario, ci),
    staleTime: 30_000,
  });

export const whyNotQuery = (scenario: Scenario, ci: string) =>
  queryOptions({
    queryKey: ["graph", "why-not", scenarioKey(scenario), ci],
    queryFn: () => api.impact.whyNot(scenario, ci),
    staleTime: 30_000,
  });

export const recentChangesQuery = (keys: string[]) =>
  queryOptions({
    queryKey: ["graph", "recent-changes", keys.join(",")],
    queryFn: async () => (await api.impact.recentChanges(keys, 24)).items,
    enabled: keys.length > 0,
    placeholderData: keepPreviousData,
  });
