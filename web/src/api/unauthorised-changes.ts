// The routes of unauthorised changes beyond those of every record: their edits, changes near by, what is done about it.
import { get, post } from "./client";
import type { Page } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type ControlledEdit = Schemas["ControlledEdit"];
export type PassedOverChange = Schemas["PassedOverChange"];
export type Settlement = Schemas["Settlement"];
export type Settling = "accept" | "putBack";

const ROUTES = {
  accept: "/unauthorised-changes/{key}/acceptance",
  putBack: "/unauthorised-changes/{key}/reversal",
} as const;

export const unauthorisedChanges = {
  edits: (key: string) => get<Page<ControlledEdit>>("/unauthorised-changes/{key}/edits", { at: [key] }),
  near: (key: string) =>
    get<Page<PassedOverChange>>("/unauthorised-changes/{key}/changes-near", { at: [key] }),
  settle: (key: string, how: Settling, reason: string, idempotencyKey: string) =>
    post<Settlement>(ROUTES[how], { at: [key], body: { reason }, idempotencyKey }),
};
