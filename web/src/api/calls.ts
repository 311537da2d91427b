// Each route that the client uses, by name.
import { call, callText } from "./client";
import type * as S from "./shapes";

export type AsOf = string | undefined;
const id = encodeURIComponent;

export const session = {
  get: () => call<S.Session>("GET", "/session"),
  signIn: (name: string, password: string) =>
    call<S.Session>("POST", "/session", { body: { name, password } }),
  signOut: () => call<void>("DELETE", "/session"),
  setUp: (body: { token: string; name: string; password: string }) =>
    call<S.Session>("POST", "/setup", { body }),
};

export const accounts = {
  list: () => call<S.Page<S.Account>>("GET", "/accounts"),
  create: (body: Record<string, unknown>) =>
    call<S.Account & { setup_link?: string; setup_token?: string }>("POST", "/accounts", { body }),
  change: (name: string, body: Record<string, unknown>) =>
    call<S.Account>("PATCH", `/accounts/${id(name)}`, { body }),
  remove: (name: string) => call<void>("DELETE", `/accounts/${id(name)}`),
  password: (name: string, body: { old?: string; new: string }) =>
    call<void>("POST", `/accounts/${id(name)}/password`, { body }),
  permissions: () => call<S.Permissions>("GET", "/permissions"),
};

export const tokens = {
  list: () => call<S.Page<S.Token>>("GET", "/tokens"),
  create: (body: { name: string; roles: string[]; expires_days: number }) =>
    call<S.Token & { token: string }>("POST", "/tokens", { body }),
  remove: (token: string) => call<void>("DELETE", `/tokens/${id(token)}`),
};

export const schema = {
  classes: () => call<S.Page<S.CiClass>>("GET", "/classes"),
  relationTypes: () => call<S.Page<S.RelationType>>("GET", "/relation-types"),
  lifecycles: () => call<S.Page<S.Lifecycle>>("GET", "/lifecycles"),
  putClass: (name: string, body: unknown) => call<S.CiClass>("PUT", `/classes/${id(name)}`, { body }),
  dropClass: (name: string) => call<void>("DELETE", `/classes/${id(name)}`),
};

export type ListQuery = { q?: string; sort?: string; limit?: number; after?: string; total?: boolean };

export const cis = {
  list: (query: ListQuery, as_of: AsOf, signal?: AbortSignal) =>
    call<S.Page<S.Ci>>("GET", "/cis", { query: { ...query, as_of }, signal }),
  facets: (q: string | undefined, fields: string[], as_of: AsOf) =>
    call<{ facets: S.Facet[] }>("GET", "/cis/facets", { query: { q, fields: fields.join(","), as_of } }),
  complete: (q: string, position: number) =>
    call<S.Completion>("GET", "/query/complete", { query: { q, position } }),
  get: (key: string, as_of: AsOf) => call<S.CiDetail>("GET", `/cis/${id(key)}`, { query: { as_of } }),
  create: (body: Record<string, unknown>, idempotencyKey: string) =>
    call<S.CiDetail>("POST", "/cis", { body, idempotencyKey }),
  change: (key: string, revision: number, body: Record<string, unknown>) =>
    call<S.CiDetail>("PATCH", `/cis/${id(key)}`, { body, ifMatch: revision }),
  retire: (key: string, revision: number) =>
    call<S.CiDetail>("DELETE", `/cis/${id(key)}`, { ifMatch: revision }),
  history: (key: string, after?: string) =>
    call<S.Page<S.HistoryEntry>>("GET", `/cis/${id(key)}/history`, { query: { after } }),
  attempts: (key: string) => call<S.Page<S.Attempt>>("GET", `/cis/${id(key)}/attempts`),
  search: (q: string, limit: number, signal?: AbortSignal) =>
    call<{ items: S.SearchHit[]; exact: string | null }>("GET", "/search", { query: { q, limit }, signal }),
};

export const relations = {
  create: (body: Record<string, unknown>) => call<S.Relation>("POST", "/relations", { body }),
  change: (relation: string, revision: number, body: Record<string, unknown>) =>
    call<S.Relation>("PATCH", `/relations/${id(relation)}`, { body, ifMatch: revision }),
  remove: (relation: string, revision: number) =>
    call<void>("DELETE", `/relations/${id(relation)}`, { ifMatch: revision }),
};

export const revisions = {
  list: (query: { limit?: number; after?: string }) =>
    call<S.Page<S.RevisionEntry>>("GET", "/revisions", { query: { ...query, newest_first: true } }),
  get: (revision: number) => call<S.RevisionDetail>("GET", `/revisions/${revision}`),
};

export type MapRequest = {
  layout: "rings" | "layers";
  max?: number;
  expand?: string[];
  collapse?: "class" | "none";
};

export const impact = {
  answer: (scenario: S.Scenario, signal?: AbortSignal) =>
    call<S.Impact>("POST", "/impact", { body: scenario, signal }),
  explain: (scenario: S.Scenario, ci: string) =>
    call<S.Explanation>("POST", "/impact/explain", { body: { ...scenario, ci } }),
  whyNot: (scenario: S.Scenario, ci: string) =>
    call<S.WhyNot>("POST", "/impact/why-not", { body: { ...scenario, ci } }),
  map: (scenario: S.Scenario, request: MapRequest, signal?: AbortSignal) =>
    call<S.ImpactMap>("POST", "/impact/map", { body: { ...scenario, ...request }, signal }),
  recentChanges: (keys: string[], hours: number) =>
    call<S.Page<S.RecentChange>>("POST", "/impact/recent-changes", { body: { cis: keys, hours } }),
  text: (scenario: S.Scenario, format: "text" | "mermaid" | "csv") =>
    callText("POST", "/impact/text", { body: { ...scenario, format } }),
};

export const services = {
  list: (as_of: AsOf) => call<S.Page<S.ServiceRow>>("GET", "/services", { query: { as_of } }),
};

export const imports = {
  formats: () => call<S.Page<S.Format>>("GET", "/formats"),
  list: () => call<S.Page<S.Import>>("GET", "/imports"),
  get: (run: string) => call<S.Import>("GET", `/imports/${id(run)}`),
  upload: (form: FormData) => call<S.Import>("POST", "/imports", { form }),
  map: (run: string, body: { class: string; columns: Record<string, S.ColumnTarget>; save: boolean }) =>
    call<S.Import>("PUT", `/imports/${id(run)}/mapping`, { body }),
  dryRun: (run: string, body: Record<string, unknown>) =>
    call<S.Job>("POST", `/imports/${id(run)}/dry-run`, { body }),
  apply: (run: string, body: Record<string, unknown>) =>
    call<S.Job>("POST", `/imports/${id(run)}/apply`, { body }),
  undo: (run: string) => call<S.Job>("POST", `/imports/${id(run)}/undo`, { body: {} }),
  rows: (run: string, query: { decision?: string; limit?: number; after?: string }) =>
    call<S.Page<S.ImportRow>>("GET", `/imports/${id(run)}/rows`, { query }),
  correct: (run: string, rows: { row: number | string; raw: Record<string, unknown> }[]) =>
    call<S.Import>("POST", `/imports/${id(run)}/corrections`, { body: { rows } }),
};

export const sources = {
  list: () => call<S.Page<S.Source>>("GET", "/sources"),
  withdraw: (name: string) => call<S.Job>("DELETE", `/sources/${id(name)}`),
};

export const jobs = {
  list: () => call<S.Page<S.Job>>("GET", "/jobs"),
  get: (job: string) => call<S.Job>("GET", `/jobs/${id(job)}`),
  cancel: (job: string) => call<S.Job>("DELETE", `/jobs/${id(job)}`),
};
