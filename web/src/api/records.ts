// The routes of records, the same for every practice.
import { get, getFile, patch, post, remove } from "./client";
import type * as S from "./shapes";
import type { components } from "./types";

export const NOUNS = [
  "incidents",
  "problems",
  "requests",
  "changes",
  "releases",
  "deployments",
  "unauthorised-changes",
  "articles",
] as const;
export type Noun = (typeof NOUNS)[number];
export type Phase = "open" | "resolved" | "closed";

type AsOf = string | undefined;
export type FileFormat = "csv" | "xlsx";
export type BulkAction =
  | { assign: { team?: string | null; assignee?: string | null } }
  | { step: S.StepTaken }
  | { note: { text: string; public: boolean } };
export type BulkAnswer = components["schemas"]["BulkAnswer"];
export type BulkOutcome = BulkAnswer["items"][number];
type Listed = { q?: string; phase?: Phase; sort?: string; columns?: string };
type Find = { q?: string; phase?: Phase; sort?: string; limit?: number; after?: string; total?: boolean };

export const records = {
  practices: () => get<S.Page<S.Practice>>("/practices"),
  find: (noun: Noun, query: Find, as_of: AsOf, signal?: AbortSignal) =>
    get<S.Page<S.RecordRow>>(`/${noun}`, { query: { ...query, as_of }, signal }),
  table: (noun: Noun, query: Listed, format: FileFormat, as_of: AsOf) =>
    getFile(`/${noun}/table`, { query: { ...query, format, as_of } }),
  queueTable: (noun: Noun, query: Listed, format: FileFormat, as_of: AsOf, idempotencyKey: string) =>
    post<S.Job>(`/${noun}/table`, { body: { ...query, format, as_of }, idempotencyKey }),
  bulk: (noun: Noun, body: BulkAction & { keys: string[] }, idempotencyKey: string) =>
    post<BulkAnswer>(`/${noun}/bulk`, { body, idempotencyKey }),
  facets: (noun: Noun, q: string | undefined, phase: Phase | undefined, fields: string[], as_of: AsOf) =>
    get<{ facets: S.Facet[] }>(`/${noun}/facets`, { query: { q, phase, fields: fields.join(","), as_of } }),
  get: (noun: Noun, key: string, as_of: AsOf) =>
    get<S.RecordDetail>(`/${noun}/{key}`, { at: [key], query: { as_of } }),
  create: (noun: Noun, body: Record<string, unknown>, idempotencyKey: string) =>
    post<S.RecordDetail>(`/${noun}`, { body, idempotencyKey }),
  change: (noun: Noun, key: string, revision: number, body: Record<string, unknown>) =>
    patch<S.RecordDetail>(`/${noun}/{key}`, { at: [key], body, ifMatch: revision }),
  step: (noun: Noun, key: string, body: S.StepTaken, idempotencyKey: string) =>
    post<S.RecordDetail>(`/${noun}/{key}/steps`, { at: [key], body, idempotencyKey }),
  activities: (noun: Noun, key: string, after: string | undefined, as_of: AsOf) =>
    get<S.Page<S.Activity>>(`/${noun}/{key}/activities`, { at: [key], query: { after, limit: 50, as_of } }),
  note: (noun: Noun, key: string, body: { text: string; public: boolean }, idempotencyKey: string) =>
    post<S.Page<S.Activity>>(`/${noun}/{key}/activities`, { at: [key], body, idempotencyKey }),
  link: (noun: Noun, key: string, body: { role: string; to: string }) =>
    post<S.Page<S.RecordLink>>(`/${noun}/{key}/links`, { at: [key], body }),
  unlink: (noun: Noun, key: string, role: string, target: string) =>
    remove<void>(`/${noun}/{key}/links/{role}/{target}`, { at: [key, role, target] }),
  tableJob: (job: string) => get<S.Job>("/record-tables/{job_id}", { at: [job] }),
  stopTable: (job: string) => remove<S.Job>("/record-tables/{job_id}", { at: [job] }),
  madeTable: (job: string) => getFile("/record-tables/{job_id}/file", { at: [job] }),
  ofCi: (ci: string, as_of: AsOf) =>
    get<S.Page<S.RecordRow>>("/cis/{key}/records", { at: [ci], query: { as_of } }),
};
