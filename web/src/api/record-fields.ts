// The routes of the fields that an organisation declares for its records.
import { get, put, remove } from "./client";
import type { JsonObject } from "./declared";
import type { Page } from "./shapes";
import type { components } from "./types";

export type PracticeFields = components["schemas"]["RecordFields"];
export type DeclaredField = PracticeFields["fields"][number];

export const recordFields = {
  list: () => get<Page<PracticeFields>>("/record-fields"),
  get: (practice: string) => get<PracticeFields>("/record-fields/{practice}", { at: [practice] }),
  put: (practice: string, revision: number, body: JsonObject) =>
    put<PracticeFields>("/record-fields/{practice}", { at: [practice], body, ifMatch: revision }),
  remove: (practice: string, revision: number) =>
    remove<void>("/record-fields/{practice}", { at: [practice], ifMatch: revision }),
};
