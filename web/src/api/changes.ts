// The routes of changes beyond those of every record: plans, judgement, votes, windows, closed periods, the schedule.
import { get, post, put, remove } from "./client";
import type { Impact, Page, PlanOutcome, PlanPoints, RecordDetail } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];
type Document = Record<string, unknown>;

export type Collision = Schemas["Conflict"];
export type Severity = Collision["severity"];
export type Risk = Schemas["Risk"];
export type RiskFactor = Schemas["RiskFactor"];
type Shift = { key: string; name: string; was: string; now: string };
/** What the edits alone change; a plan without edits changes nothing, and says no lists. */
export type Afterwards = {
  headline?: string;
  newly?: Shift[];
  no_longer?: Shift[];
  worse?: Shift[];
  better?: Shift[];
  services?: { key: string }[];
  names?: Record<string, string>;
  /** null: the estate is too large to compare them at once, or there are no edits. */
  single_points: PlanPoints | null;
};
export type Assessment = Omit<Schemas["Assessment"], "impact" | "difference"> & {
  impact: { planned: Impact; if_it_fails: Impact };
  difference: Afterwards;
};
export type ChangePlan = Omit<Schemas["ChangePlan"], "plan" | "outcomes"> & {
  plan: Document;
  outcomes: PlanOutcome[];
};
export type Away = Schemas["Away"] & { was: Distance; meanwhile: Distance };
type Distance = number | string | null;
export type ServiceOutage = Schemas["ServiceOutage"];
export type Candidate = Schemas["Window"];
export type Approval = Schemas["Approval"];
export type Vote = Schemas["Vote"];
export type ChangeReview = Schemas["ChangeReview"];
export type ChangeTask = Schemas["ChangeTask"];
export type ChangeComments = Schemas["ChangeComments"];
export type CommentThread = Schemas["CommentThread"];
export type PlanLine = Schemas["PlanLine"];
export type CommentAnswer = { text: string; public: boolean; resolved: boolean | null };
export type TaskAnswer = { found?: string; text?: string; undo?: boolean };
export type Moved = Schemas["Moved"];
export type WayBack = Omit<Schemas["WayBack"], "plan"> & { plan: Document };
export type Take = "keep" | "restore";
export type Settled = { ci: string; field: string; take: Take; now: unknown };
export type Drift = Schemas["Drift"];
export type Decision = "approve" | "conditions" | "reject" | "abstain";
export type ClosedPeriod = Schemas["NamedPeriod"];
export type ClosedPeriodGiven = Omit<ClosedPeriod, "name">;
export type Schedule = Schemas["Schedule"];
export type Scheduled = Schemas["Scheduled"];
export type ScheduledCollision = Schemas["ScheduleConflict"];

export const changes = {
  draft: (plan: Document, idempotencyKey: string) =>
    post<RecordDetail>("/changes/draft", { body: plan, idempotencyKey }),
  plan: (key: string) => get<ChangePlan>("/changes/{key}/plan", { at: [key] }),
  replan: (key: string, revision: number, plan: Document) =>
    put<ChangePlan>("/changes/{key}/plan", { at: [key], body: plan, ifMatch: revision }),
  assessment: (key: string, signal?: AbortSignal) =>
    get<Assessment>("/changes/{key}/assessment", { at: [key], signal }),
  availability: (key: string, signal?: AbortSignal) =>
    get<Page<Schemas["AvailabilityAfterwards"]>>("/changes/{key}/availability", { at: [key], signal }),
  failuresAway: (key: string, signal?: AbortSignal) =>
    get<Page<Away>>("/changes/{key}/failures-away", { at: [key], signal }),
  windows: (key: string, days: number, signal?: AbortSignal) =>
    get<Page<Candidate>>("/changes/{key}/windows", { at: [key], query: { days }, signal }),
  approval: (key: string) => get<Approval>("/changes/{key}/approval", { at: [key] }),
  vote: (key: string, body: { decision: Decision; reason: string; hash: string }, idempotencyKey: string) =>
    post<Approval>("/changes/{key}/votes", { at: [key], body, idempotencyKey }),
  tasks: (key: string) => get<Page<ChangeTask>>("/changes/{key}/tasks", { at: [key] }),
  putTasks: (key: string, revision: number, tasks: object[]) =>
    put<Page<ChangeTask>>("/changes/{key}/tasks", { at: [key], body: { tasks }, ifMatch: revision }),
  answerTask: (key: string, task: string, body: TaskAnswer, idempotencyKey: string) =>
    post<Page<ChangeTask>>("/changes/{key}/tasks/{task}/answers", { at: [key, task], body, idempotencyKey }),
  comments: (key: string) => get<ChangeComments>("/changes/{key}/comments", { at: [key] }),
  comment: (key: string, body: { line: string; text: string; public: boolean }, idempotencyKey: string) =>
    post<ChangeComments>("/changes/{key}/comments", { at: [key], body, idempotencyKey }),
  answerComment: (key: string, comment: string, body: CommentAnswer, idempotencyKey: string) =>
    post<ChangeComments>("/changes/{key}/comments/{comment}/answers", {
      at: [key, comment],
      body,
      idempotencyKey,
    }),
  chooseDone: (key: string, revision: number, edits: number[]) =>
    put<ChangePlan>("/changes/{key}/done-edits", { at: [key], body: { edits }, ifMatch: revision }),
  wayBack: (key: string) => get<WayBack>("/changes/{key}/back-out", { at: [key] }),
  backOut: (key: string, body: { settled: Settled[]; text: string }, idempotencyKey: string) =>
    post<RecordDetail>("/changes/{key}/back-out", { at: [key], body, idempotencyKey }),
  drift: (key: string) => get<Drift>("/changes/{key}/drift", { at: [key] }),
  review: (key: string) => get<ChangeReview>("/changes/{key}/review", { at: [key] }),
  closedPeriods: () => get<Page<ClosedPeriod>>("/closed-periods"),
  close: (name: string, body: ClosedPeriodGiven) =>
    put<ClosedPeriod>("/closed-periods/{name}", { at: [name], body }),
  open: (name: string) => remove<void>("/closed-periods/{name}", { at: [name] }),
  schedule: (from: string, to: string, signal?: AbortSignal) =>
    get<Schedule>("/schedule", { query: { from, to }, signal }),
};
