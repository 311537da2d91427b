// The routes of templates of records.
import { get, post, put, remove } from "./client";
import type { JsonObject } from "./declared";
import type { Page, RecordDetail } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type Blank = { id: string; label: string; kind: "ci" | "text"; class: string };
export type Template = Omit<Schemas["Template"], "blanks" | "plan" | "tasks"> & {
  blanks: Blank[];
  plan: JsonObject | null;
  tasks: { id: string; title: string }[];
};
export type Chosen = { blanks: Record<string, string>; title?: string; start?: string };

export const templates = {
  list: (practice?: string) => get<Page<Template>>("/templates", { query: { practice } }),
  get: (name: string) => get<Template>("/templates/{name}", { at: [name] }),
  put: (name: string, revision: number, body: JsonObject) =>
    put<Template>("/templates/{name}", { at: [name], body, ifMatch: revision }),
  remove: (name: string, revision: number) =>
    remove<void>("/templates/{name}", { at: [name], ifMatch: revision }),
  use: (name: string, body: Chosen, idempotencyKey: string) =>
    post<RecordDetail>("/templates/{name}/records", { at: [name], body, idempotencyKey }),
};
