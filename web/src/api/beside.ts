// What goes with a record of any practice: attached files, and who watches it.
import { get, post, put, remove } from "./client";
import type { Noun } from "./records";
import type { Page } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];
export type Attachment = Required<Schemas["Attachment"]>;
export type Watcher = Required<Schemas["Watcher"]>;

export const attachments = {
  list: (noun: Noun, key: string) => get<Page<Attachment>>(`/${noun}/{key}/attachments`, { at: [key] }),
  add: (noun: Noun, key: string, file: File, seen: boolean, idempotencyKey: string) => {
    const form = new FormData();
    form.append("file", file);
    form.append("public", String(seen));
    return post<Attachment>(`/${noun}/{key}/attachments`, { at: [key], form, idempotencyKey });
  },
  remove: (noun: Noun, key: string, id: string) =>
    remove<void>(`/${noun}/{key}/attachments/{id_}`, { at: [key, id] }),
  /** Where the file itself is downloaded from. */
  address: (noun: Noun, key: string, id: string) =>
    `/api/v1/${noun}/${encodeURIComponent(key)}/attachments/${encodeURIComponent(id)}`,
};

export const watchers = {
  add: (noun: Noun, key: string, who: string) =>
    put<Page<Watcher>>(`/${noun}/{key}/watchers/{who}`, { at: [key, who] }),
  remove: (noun: Noun, key: string, who: string) =>
    remove<Page<Watcher>>(`/${noun}/{key}/watchers/{who}`, { at: [key, who] }),
};
