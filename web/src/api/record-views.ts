// The routes of views of lists of records: kept, shared, opened with.
import { get, post, put, remove } from "./client";
import type { Page } from "./shapes";
import type { components } from "./types";

export type RecordView = components["schemas"]["RecordView"];
export type RecordViewBody = Pick<
  RecordView,
  "title" | "audience" | "roles" | "practice" | "q" | "phase" | "sort" | "columns"
>;

export const recordViews = {
  list: (practice: string) => get<Page<RecordView>>("/record-views", { query: { practice } }),
  make: (body: RecordViewBody, idempotencyKey: string) =>
    post<RecordView>("/record-views", { body, idempotencyKey }),
  put: (name: string, revision: number, body: RecordViewBody) =>
    put<RecordView>("/record-views/{name}", { at: [name], body, ifMatch: revision }),
  remove: (name: string, revision: number) =>
    remove<void>("/record-views/{name}", { at: [name], ifMatch: revision }),
  openWith: (name: string) => put<void>("/record-views/{name}/first", { at: [name] }),
  openWithout: (name: string) => remove<void>("/record-views/{name}/first", { at: [name] }),
};
