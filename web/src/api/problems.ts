// The routes of problems beyond those of every record: what recurs, known errors, whether a fix helped.
import { get, post } from "./client";
import type { Page, RecordDetail } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type Proposal = Schemas["ProblemProposal"];
export type KnownError = Schemas["KnownError"];

export const problems = {
  proposals: () => get<Page<Proposal>>("/problems/proposals"),
  /** Without a problem a new one is opened. */
  take: (proposal: string, problem: string | undefined, idempotencyKey: string) =>
    post<RecordDetail>("/problems/proposals", { body: { proposal, problem }, idempotencyKey }),
  knownErrors: (query: { ci?: string; limit: number; after?: string }) =>
    get<Page<KnownError>>("/known-errors", { query }),
};
