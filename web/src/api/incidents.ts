// The routes of incidents beyond those of every record: evidence, matching, escalation, major incidents.
import { get, post } from "./client";
import type { CiState, Page, RecordDetail, RootCause } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type HitService = { key: string; name: string; state: CiState };
export type NearChange = Schemas["NearChange"];
export type NearChangeRecord = Schemas["NearChangeRecord"];
export type NearDeployment = Schemas["NearDeployment"];
export type SimilarIncident = Schemas["SimilarIncident"];
export type SuggestedArticle = Schemas["SuggestedForIncident"];
export type Evidence = {
  key: string;
  cis: string[];
  names: Record<string, string>;
  hit: { services: HitService[]; down: number; degraded: number; at_risk: number } | null;
  causes: RootCause[];
  changes: NearChange[];
  change_records: NearChangeRecord[];
  deployments: NearDeployment[];
  similar: SimilarIncident[];
  articles: SuggestedArticle[];
};
export type Escalation = { level: number; reason: string; team: string };
export type MajorIncident = { commander: string; communications: string; reason: string };
export type StatusUpdate = { text: string; next_minutes: number | null };

export const incidents = {
  evidence: (key: string) => get<Evidence>("/incidents/{key}/evidence", { at: [key] }),
  match: (body: { title: string; description: string; cis: string[] }, signal?: AbortSignal) =>
    post<Page<SimilarIncident>>("/incidents/match", { body, signal }),
  escalate: (key: string, body: Escalation, idempotencyKey: string) =>
    post<RecordDetail>("/incidents/{key}/escalations", { at: [key], body, idempotencyKey }),
  declareMajor: (key: string, body: MajorIncident, idempotencyKey: string) =>
    post<RecordDetail>("/incidents/{key}/major", { at: [key], body, idempotencyKey }),
  update: (key: string, body: StatusUpdate, idempotencyKey: string) =>
    post<RecordDetail>("/incidents/{key}/updates", { at: [key], body, idempotencyKey }),
};
