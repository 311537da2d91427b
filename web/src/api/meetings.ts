// The routes of the change board.
import { get, patch, post } from "./client";
import type { Page } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type MeetingRow = Schemas["Meeting"];
export type Meeting = Schemas["MeetingDetail"];
export type AgendaItem = Schemas["AgendaItem"];
export type Minutes = Schemas["Minutes"];
export type Spoken = Schemas["Spoken"];
export type Notice = Schemas["Notice"];
export type Verdict = "approve" | "conditions" | "reject" | "defer";
export type Planned = {
  title: string;
  starts_at: string;
  ends_at: string;
  zone: string;
  chair: string;
  members: string[];
  quorum: number;
  minutes_per_item: number;
  every_days: number;
};

export const meetings = {
  list: () => get<Page<MeetingRow>>("/meetings"),
  get: (id: string) => get<Meeting>("/meetings/{name}", { at: [id] }),
  plan: (body: Planned, idempotencyKey: string) => post<Meeting>("/meetings", { body, idempotencyKey }),
  change: (id: string, revision: number, body: Partial<Planned>) =>
    patch<Meeting>("/meetings/{name}", { at: [id], body, ifMatch: revision }),
  step: (id: string, step: "open" | "close" | "cancel", idempotencyKey: string) =>
    post<Meeting>("/meetings/{name}/steps", { at: [id], body: { step }, idempotencyKey }),
  presence: (id: string, body: { present: boolean; person?: string }, idempotencyKey: string) =>
    post<Meeting>("/meetings/{name}/presence", { at: [id], body, idempotencyKey }),
  delegate: (id: string, body: { delegate: string | null; member?: string }, idempotencyKey: string) =>
    post<Meeting>("/meetings/{name}/delegates", { at: [id], body, idempotencyKey }),
  turn: (id: string, change: string, idempotencyKey: string) =>
    post<Meeting>("/meetings/{name}/turns", { at: [id], body: { change }, idempotencyKey }),
  speak: (
    id: string,
    body: { change: string; decision: Verdict; reason: string; hash: string },
    idempotencyKey: string,
  ) => post<Meeting>("/meetings/{name}/voices", { at: [id], body, idempotencyKey }),
  look: (id: string, change: string) => post<void>("/meetings/{name}/looks", { at: [id], body: { change } }),
  notices: (change: string) => get<Page<Notice>>("/changes/{key}/notices", { at: [change] }),
  minutes: (id: string) => get<Minutes>("/meetings/{name}/minutes", { at: [id] }),
};
