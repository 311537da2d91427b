// The routes that take iCalendar files: closed days of a calendar, and change freezes.
import { post } from "./client";
import type { components } from "./types";

type Schemas = components["schemas"];

export type ClosedDays = Schemas["ClosedDays"];
export type Freezes = Schemas["Freezes"];
export type FreezeTrial = { file: File; until: string; zone: string; exempt: string[]; dryRun: boolean };

export const closedDays = {
  add: (calendar: string, file: File, idempotencyKey: string) => {
    const form = new FormData();
    form.append("file", file);
    return post<ClosedDays>("/calendars/{name}/closed-days", { at: [calendar], form, idempotencyKey });
  },
  /** Where the closed days of a calendar are downloaded from. */
  address: (calendar: string) => `/api/v1/calendars/${encodeURIComponent(calendar)}/closed-days.ics`,
};

export function importFreezes({ file, until, zone, exempt, dryRun }: FreezeTrial, idempotencyKey: string) {
  const form = new FormData();
  form.append("file", file);
  if (until) form.append("until", until);
  if (zone) form.append("zone", zone);
  form.append("exempt", exempt.join(","));
  form.append("dry_run", String(dryRun));
  return post<Freezes>("/closed-periods", { form, idempotencyKey });
}
