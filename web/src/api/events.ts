// The routes of events: what fires by cause, the alerts, how many came, and a look at all of them again.
import { get, post } from "./client";
import type { Page } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type EventGroup = Schemas["EventGroup"];
export type EventSummary = Schemas["EventSummary"];
export type EventLook = Schemas["EventLook"];
export type Alert = Omit<Schemas["Alert"], "tries"> & { tries: Record<string, unknown>[] };
export type AlertsAsked = {
  state?: "firing" | "resolved";
  incident?: string;
  suppressed?: boolean;
  unmatched?: boolean;
  limit?: number;
  after?: string;
  total?: boolean;
};

export const events = {
  groups: () => get<Page<EventGroup>>("/events/groups"),
  summary: () => get<EventSummary>("/events/summary"),
  alerts: (query: AlertsAsked, signal?: AbortSignal) => get<Page<Alert>>("/events", { query, signal }),
  look: (idempotencyKey: string) => post<EventLook>("/events/looks", { idempotencyKey }),
};
