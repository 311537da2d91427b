// The routes of the portal: what a requester sees and does, and nothing that needs more.
import { get, post } from "./client";
import type { Page, Scalar } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type ServiceWord = Omit<Schemas["ServiceWord"], "state"> & {
  state: "working" | "restricted" | "not working";
};
export type PortalHit = Schemas["PortalHit"];
export type PortalArticle = Schemas["PortalArticle"];
export type OwnRow = Schemas["OwnRow"];
export type OwnEntry = Schemas["OwnEntry"];
export type OwnAnswer = { name: string; title: string; value: unknown };
export type OwnRecord = Omit<Schemas["OwnRecord"], "form" | "answers" | "item"> & {
  form: Record<string, unknown> | null;
  answers: OwnAnswer[];
  item: { name: string; title: string } | null;
};
export type PortalApproval = Omit<Schemas["PortalApproval"], "answers"> & { answers: OwnAnswer[] };
export type Vote = { decision: "approve" | "reject"; reason: string };
export type Answers = Record<string, Scalar>;
export type NewReport = {
  title: string;
  description: string;
  service: string | null;
  effect: "down" | "degraded";
};

/** The largest file in bytes, and how many there may be. */
export type FileLimits = { largest: number; most: number };

export const portal = {
  status: () => get<Page<ServiceWord> & FileLimits>("/portal/status"),
  search: (q: string, limit: number, signal?: AbortSignal) =>
    get<Page<PortalHit>>("/portal/search", { query: { q, limit }, signal }),
  report: (body: NewReport, idempotencyKey: string) =>
    post<OwnRecord>("/portal/reports", { body, idempotencyKey }),
  request: (item: string, answers: Answers, idempotencyKey: string) =>
    post<OwnRecord>("/portal/requests", { body: { item, answers }, idempotencyKey }),
  mine: (query: { limit: number; after?: string; total?: boolean }) =>
    get<Page<OwnRow>>("/portal/mine", { query }),
  one: (key: string) => get<OwnRecord>("/portal/mine/{key}", { at: [key] }),
  note: (key: string, text: string, idempotencyKey: string) =>
    post<OwnRecord>("/portal/mine/{key}/notes", { at: [key], body: { text }, idempotencyKey }),
  survey: (key: string, body: { stars: number; comment: string }, idempotencyKey: string) =>
    post<OwnRecord>("/portal/mine/{key}/survey", { at: [key], body, idempotencyKey }),
  approvals: () => get<Page<PortalApproval>>("/portal/approvals"),
  decide: (key: string, body: Vote, idempotencyKey: string) =>
    post<Schemas["ApprovalVoted"]>("/portal/approvals/{key}/votes", { at: [key], body, idempotencyKey }),
  article: (key: string) => get<PortalArticle>("/portal/articles/{key}", { at: [key] }),
  vote: (key: string, helpful: boolean, idempotencyKey: string) =>
    post<PortalArticle>("/portal/articles/{key}/votes", { at: [key], body: { helpful }, idempotencyKey }),
};
