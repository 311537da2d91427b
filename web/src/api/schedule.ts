// The schedule's routes: what stands there, a change in another window, and what is free.
import { get } from "./client";
import type { components } from "./types";

type Schemas = components["schemas"];

export type { Schedule, Scheduled, ScheduledCollision } from "./changes";
export type Elsewhere = Schemas["Window"];
export type FreeSlots = Schemas["FreeSlots"];
export type FreeSlot = FreeSlots["items"][number];

export const schedule = {
  elsewhere: (key: string, start: string, signal?: AbortSignal) =>
    get<Elsewhere>("/changes/{key}/window", { at: [key], query: { start }, signal }),
  free: (query: { from: string; to: string; change?: string; minutes?: number }, signal?: AbortSignal) =>
    get<FreeSlots>("/schedule/free", { query, signal }),
};
