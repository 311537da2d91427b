// The routes of what an organisation declares: items of the catalogue, agreements, calendars.
import { get, put, remove } from "./client";
import type { Page } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type JsonObject = { [key: string]: unknown };
export type Planned = { id: string; title: string; team?: string; after?: string[] };
export type CatalogueItem = Omit<Schemas["CatalogueItem"], "form" | "entitlement" | "approval" | "tasks"> & {
  form: JsonObject;
  entitlement: { roles?: string[]; scope?: string } | null;
  approval: { accounts?: string[]; roles?: string[]; votes?: number } | null;
  tasks: Planned[];
};
export type Agreement = Omit<Schemas["Agreement"], "services" | "response" | "resolution"> & {
  services: "all" | string[];
  response: Record<string, number>;
  resolution: Record<string, number>;
};
export type Calendar = Omit<Schemas["Calendar"], "hours"> & { hours: Record<string, string[]> };
export type ApprovalRule = Schemas["ApprovalRule"];
export type ApprovalRules = Schemas["ApprovalRules"];
export type AttainedRecord = Schemas["AttainedRecord"];
type AttainedQuery = {
  promise: "response" | "resolution";
  priority: number;
  period: string;
  limit: number;
  after?: string | undefined;
  total: boolean;
};
export type ChangePolicy = Schemas["ChangePolicy"];
export type Attainment = Schemas["Attainment"];
export type BreachForecast = Schemas["BreachForecast"];
export type AgreementStructure = Schemas["Structure"];

export const catalogue = {
  list: (all: boolean) => get<Page<CatalogueItem>>("/catalogue", { query: { all: all || undefined } }),
  get: (name: string) => get<CatalogueItem>("/catalogue/{name}", { at: [name] }),
  put: (name: string, revision: number, body: JsonObject) =>
    put<CatalogueItem>("/catalogue/{name}", { at: [name], body, ifMatch: revision }),
  remove: (name: string, revision: number) =>
    remove<void>("/catalogue/{name}", { at: [name], ifMatch: revision }),
};

export const agreements = {
  list: () => get<Page<Agreement>>("/agreements"),
  get: (name: string) => get<Agreement>("/agreements/{name}", { at: [name] }),
  put: (name: string, revision: number, body: JsonObject) =>
    put<Agreement>("/agreements/{name}", { at: [name], body, ifMatch: revision }),
  remove: (name: string, revision: number) =>
    remove<void>("/agreements/{name}", { at: [name], ifMatch: revision }),
  forecast: (name: string, limit: number) =>
    get<Page<BreachForecast>>("/agreements/{name}/forecast", {
      at: [name],
      query: { limit, total: true },
    }),
  structure: (name: string) => get<AgreementStructure>("/agreements/{name}/structure", { at: [name] }),
  attainment: (name: string, period: string) =>
    get<Attainment>("/agreements/{name}/attainment", { at: [name], query: { period } }),
  attained: (name: string, query: AttainedQuery) =>
    get<Page<AttainedRecord>>("/agreements/{name}/attainment/records", { at: [name], query }),
};

export const approvalRules = {
  get: () => get<ApprovalRules>("/approval-rules"),
  put: (revision: number, body: JsonObject) =>
    put<ApprovalRules>("/approval-rules", { body, ifMatch: revision }),
};

export const changePolicy = {
  get: () => get<ChangePolicy>("/change-policy"),
  put: (revision: number, body: { reapprove_on_drift: boolean }) =>
    put<ChangePolicy>("/change-policy", { body, ifMatch: revision }),
};

export const calendars = {
  list: () => get<Page<Calendar>>("/calendars"),
  get: (name: string) => get<Calendar>("/calendars/{name}", { at: [name] }),
  put: (name: string, revision: number, body: JsonObject) =>
    put<Calendar>("/calendars/{name}", { at: [name], body, ifMatch: revision }),
  remove: (name: string, revision: number) =>
    remove<void>("/calendars/{name}", { at: [name], ifMatch: revision }),
};
