// How services are for their users, what threatens them, and how they held.
import { get } from "./client";
import type { CiState, Page } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type ServiceLevel = Omit<Schemas["ServiceLevel"], "state"> & { state: CiState | null };
export type ServiceLevelDetail = Omit<Schemas["ServiceLevelDetail"], "state"> & { state: CiState | null };
export type ErrorBudget = Schemas["ErrorBudget"];

export const levels = {
  page: (query: { limit: number; after?: string }, signal?: AbortSignal) =>
    get<Page<ServiceLevel>>("/service-levels", { query, signal }),
  get: (key: string, period: string, signal?: AbortSignal) =>
    get<ServiceLevelDetail>("/service-levels/{key}", { at: [key], query: { period }, signal }),
};
