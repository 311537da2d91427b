// The routes of notifications: rules that say who is told of what, and what became of the messages.
import { get, post, put, remove } from "./client";
import type { Page } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];
type JsonObject = { [key: string]: unknown };

export type NotificationRule = Schemas["NotificationRule"];
export type Message = Schemas["Notification"];
export type MessageWords = Schemas["NotificationWords"];
export type TriedRule = Schemas["TriedRule"];
export type Trial = { rule: JsonObject; record: string; kind?: string; public: boolean; by: string };

export const rules = {
  list: () => get<Page<NotificationRule>>("/notification-rules"),
  get: (name: string) => get<NotificationRule>("/notification-rules/{name}", { at: [name] }),
  put: (name: string, revision: number, body: JsonObject) =>
    put<NotificationRule>("/notification-rules/{name}", { at: [name], body, ifMatch: revision }),
  remove: (name: string, revision: number) =>
    remove<void>("/notification-rules/{name}", { at: [name], ifMatch: revision }),
  attempt: (body: Trial) => post<TriedRule>("/notification-rules/try", { body }),
};

export const outbox = {
  list: (query: { state: string; record?: string; after?: string; limit: number }) =>
    get<Page<Message>>("/notifications", { query }),
  get: (id: string) => get<MessageWords>("/notifications/{id_}", { at: [id] }),
  retry: (id: string, idempotencyKey: string) =>
    post<Message>("/notifications/{id_}/retry", { at: [id], idempotencyKey }),
  discard: (id: string) => remove<Message>("/notifications/{id_}", { at: [id] }),
};
