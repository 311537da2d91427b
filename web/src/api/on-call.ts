// The routes of who is on call, and by which rota.
import { get, put, remove } from "./client";
import type { Page } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];
type JsonObject = { [key: string]: unknown };

export type Rota = Schemas["OnCallRota"];
export type Shift = Schemas["OnCall"];

export const onCall = {
  now: (team?: string) => get<Page<Shift>>("/on-call", { query: { team } }),
  shifts: (name: string, since: string, until: string) =>
    get<Page<Shift>>("/on-call-rotas/{name}/shifts", { at: [name], query: { since, until } }),
  list: () => get<Page<Rota>>("/on-call-rotas"),
  get: (name: string) => get<Rota>("/on-call-rotas/{name}", { at: [name] }),
  put: (name: string, revision: number, body: JsonObject) =>
    put<Rota>("/on-call-rotas/{name}", { at: [name], body, ifMatch: revision }),
  remove: (name: string, revision: number) =>
    remove<void>("/on-call-rotas/{name}", { at: [name], ifMatch: revision }),
};
