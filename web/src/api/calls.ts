// Each route that the client uses, by name.
import { get, patch, post, postForText, put, remove } from "./client";
import type * as S from "./shapes";

export { records } from "./records";

export type AsOf = string | undefined;

export const session = {
  get: () => get<S.Session>("/session"),
  signIn: (name: string, password: string) => post<S.Session>("/session", { body: { name, password } }),
  signOut: () => remove<void>("/session"),
  setUp: (body: { token: string; name: string; password: string }) => post<S.Session>("/setup", { body }),
};

export const accounts = {
  list: () => get<S.Page<S.Account>>("/accounts"),
  create: (body: Record<string, unknown>) =>
    post<S.Account & { setup_link?: string; setup_token?: string }>("/accounts", { body }),
  change: (name: string, revision: number, body: Record<string, unknown>) =>
    patch<S.Account>("/accounts/{name}", { at: [name], body, ifMatch: revision }),
  remove: (name: string, revision: number) =>
    remove<void>("/accounts/{name}", { at: [name], ifMatch: revision }),
  password: (name: string, body: { old?: string; new: string }) =>
    post<void>("/accounts/{name}/password", { at: [name], body }),
  permissions: () => get<S.Permissions>("/permissions"),
};

export const tokens = {
  list: () => get<S.Page<S.Token>>("/tokens"),
  create: (body: { name: string; roles: string[]; expires_days: number }) =>
    post<S.Token & { token: string }>("/tokens", { body }),
  remove: (token: string) => remove<void>("/tokens/{token_id}", { at: [token] }),
};

export const schema = {
  classes: () => get<S.Page<S.CiClass>>("/classes"),
  relationTypes: () => get<S.Page<S.RelationType>>("/relation-types"),
  lifecycles: () => get<S.Page<S.Lifecycle>>("/lifecycles"),
  putClass: (name: string, revision: number, body: unknown) =>
    put<S.CiClass>("/classes/{name}", { at: [name], body, ifMatch: revision }),
};

export type ListQuery = { q?: string; sort?: string; limit?: number; after?: string; total?: boolean };

export const cis = {
  list: (query: ListQuery, as_of: AsOf, signal?: AbortSignal) =>
    get<S.Page<S.Ci>>("/cis", { query: { ...query, as_of }, signal }),
  facets: (q: string | undefined, fields: string[], as_of: AsOf) =>
    get<{ facets: S.Facet[] }>("/cis/facets", { query: { q, fields: fields.join(","), as_of } }),
  complete: (q: string, position: number) => get<S.Completion>("/query/complete", { query: { q, position } }),
  get: (key: string, as_of: AsOf) => get<S.CiDetail>("/cis/{key}", { at: [key], query: { as_of } }),
  create: (body: Record<string, unknown>, idempotencyKey: string) =>
    post<S.CiDetail>("/cis", { body, idempotencyKey }),
  change: (key: string, revision: number, body: Record<string, unknown>) =>
    patch<S.CiDetail>("/cis/{key}", { at: [key], body, ifMatch: revision }),
  retire: (key: string, revision: number) =>
    remove<S.CiDetail>("/cis/{key}", { at: [key], ifMatch: revision }),
  history: (key: string, after?: string) =>
    get<S.Page<S.HistoryEntry>>("/cis/{key}/history", { at: [key], query: { after } }),
  attempts: (key: string) => get<S.Page<S.Attempt>>("/cis/{key}/attempts", { at: [key] }),
  search: (q: string, limit: number, signal?: AbortSignal) =>
    get<{ items: S.SearchHit[]; records: S.RecordHit[]; exact: string | null }>("/search", {
      query: { q, limit },
      signal,
    }),
};

export const relations = {
  create: (body: Record<string, unknown>) => post<S.Relation>("/relations", { body }),
  change: (relation: string, revision: number, body: Record<string, unknown>) =>
    patch<S.Relation>("/relations/{ref}", { at: [relation], body, ifMatch: revision }),
  remove: (relation: string, revision: number) =>
    remove<void>("/relations/{ref}", { at: [relation], ifMatch: revision }),
};

export const revisions = {
  list: (query: { limit?: number; after?: string; counts?: true }) =>
    get<S.Page<S.RevisionEntry>>("/revisions", { query: { ...query, newest_first: true } }),
  get: (revision: number) => get<S.RevisionDetail>("/revisions/{number}", { at: [revision] }),
};

export type MapRequest = {
  layout: "rings" | "layers";
  max?: number;
  expand?: string[];
  collapse?: "class" | "none";
};

export const impact = {
  answer: (scenario: S.Scenario, signal?: AbortSignal) =>
    post<S.Impact>("/impact", { body: scenario, signal }),
  explain: (scenario: S.Scenario, ci: string) =>
    post<S.Explanation>("/impact/explain", { body: { ...scenario, ci } }),
  whyNot: (scenario: S.Scenario, ci: string) =>
    post<S.WhyNot>("/impact/why-not", { body: { ...scenario, ci } }),
  map: (scenario: S.Scenario, request: MapRequest, signal?: AbortSignal) =>
    post<S.ImpactMap>("/impact/map", { body: { ...scenario, ...request }, signal }),
  recentChanges: (keys: string[], hours: number) =>
    post<S.Page<S.RecentChange>>("/impact/recent-changes", { body: { cis: keys, hours } }),
  tries: () => get<S.Page<S.Try>>("/tries"),
  text: (scenario: S.Scenario, format: "text" | "mermaid" | "csv") =>
    postForText("/impact/text", { body: { ...scenario, format } }),
};

export const rootCauses = {
  rank: (body: S.ObservationsGiven, signal?: AbortSignal) =>
    post<S.RootCauses>("/root-causes", { body, signal }),
};

export const plans = {
  preview: (plan: unknown, failures: S.Scenario["failures"], signal?: AbortSignal) =>
    post<S.PlanPreview>("/plans/preview", { body: { plan, failures }, signal }),
  points: (plan: unknown, failures: S.Scenario["failures"], signal?: AbortSignal) =>
    post<S.PlanPoints>("/plans/single-points", { body: { plan, failures }, signal }),
  merge: (plan: unknown, reason: string, idempotencyKey: string) =>
    post<S.Merged>("/plans/merge", { body: { plan, ...(reason ? { reason } : {}) }, idempotencyKey }),
};

export const services = {
  list: (as_of: AsOf) => get<S.Page<S.ServiceRow>>("/services", { query: { as_of } }),
  page: (query: { limit: number; after?: string; total?: boolean }, as_of: AsOf, signal?: AbortSignal) =>
    get<S.Page<S.ServiceRow>>("/services", { query: { ...query, as_of }, signal }),
  get: (key: string, as_of: AsOf) => get<S.ServiceDetail>("/services/{key}", { at: [key], query: { as_of } }),
  map: (key: string, request: { max?: number; expand?: string }, as_of: AsOf) =>
    get<S.ImpactMap>("/services/{key}/map", { at: [key], query: { ...request, as_of } }),
  availability: (key: string, request: { change?: string }, as_of: AsOf, signal?: AbortSignal) =>
    get<S.Availability>("/services/{key}/availability", { at: [key], query: { ...request, as_of }, signal }),
  cutSets: (
    key: string,
    request: { order: number; limit: number; change?: string },
    as_of: AsOf,
    signal?: AbortSignal,
  ) => get<S.CutSets>("/services/{key}/cut-sets", { at: [key], query: { ...request, as_of }, signal }),
  queueAvailability: (key: string, body: { samples: number; change?: string; as_of: string | null }) =>
    post<S.Job>("/services/{key}/availability", { at: [key], body }),
  queueCutSets: (
    key: string,
    body: { order: number; limit: number; change?: string; as_of: string | null },
  ) => post<S.Job>("/services/{key}/cut-sets", { at: [key], body }),
  faultTree: (key: string, request: { gates: number; change?: string }, as_of: AsOf, signal?: AbortSignal) =>
    get<S.FaultTree>("/services/{key}/fault-tree", { at: [key], query: { ...request, as_of }, signal }),
  singlePoints: (key: string, request: { change?: string }, as_of: AsOf) =>
    get<S.SinglePoints>("/services/{key}/single-points", { at: [key], query: { ...request, as_of } }),
};

export type RankingRequest = {
  ci?: string;
  class?: string;
  site?: string;
  service?: string;
  top: number;
  gain: number;
};

export const weakPoints = {
  rank: (request: RankingRequest, as_of: AsOf, signal?: AbortSignal) =>
    get<S.Ranking>("/weak-points", { query: { ...request, as_of }, signal }),
  queue: (body: RankingRequest & { as_of: string | null }) => post<S.Job>("/weak-points", { body }),
};

export const imports = {
  formats: () => get<S.Page<S.Format>>("/formats"),
  list: () => get<S.Page<S.Import>>("/imports"),
  get: (run: string) => get<S.Import>("/imports/{import_id}", { at: [run] }),
  upload: (form: FormData) => post<S.Import>("/imports", { form }),
  map: (
    run: string,
    body: { class: string | null; columns: Record<string, S.ColumnTarget>; save: boolean },
  ) => put<S.Import>("/imports/{import_id}/mapping", { at: [run], body }),
  dryRun: (run: string, body: Record<string, unknown>) =>
    post<S.Job>("/imports/{import_id}/dry-run", { at: [run], body }),
  apply: (run: string, body: Record<string, unknown>) =>
    post<S.Job>("/imports/{import_id}/apply", { at: [run], body }),
  undo: (run: string) => post<S.Job>("/imports/{import_id}/undo", { at: [run], body: {} }),
  rows: (run: string, query: { decision?: string; limit?: number; after?: string }) =>
    get<S.Page<S.ImportRow>>("/imports/{import_id}/rows", { at: [run], query }),
  correct: (run: string, rows: { row: number | string; raw: Record<string, unknown> }[]) =>
    post<S.Import>("/imports/{import_id}/corrections", { at: [run], body: { rows } }),
};

export const sources = {
  list: () => get<S.Page<S.Source>>("/sources"),
  withdraw: (name: string) => remove<S.Job>("/sources/{name}", { at: [name] }),
};

export const jobs = {
  list: () => get<S.Page<S.Job>>("/jobs"),
  get: (job: string) => get<S.Job>("/jobs/{job_id}", { at: [job] }),
  cancel: (job: string) => remove<S.Job>("/jobs/{job_id}", { at: [job] }),
};
