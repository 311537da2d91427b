// What goes with a record of any practice: attached files, and who watches it.
import { get, postForm, put, remove } from "./client";
import type { Noun } from "./records";
import type { Page } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];
export type Attachment = Required<Schemas["Attachment"]>;
export type Attachments = Page<Attachment> & { largest: number; most: number };
export type Watcher = Required<Schemas["Watcher"]>;

type Progress = (share: number) => void;
export type Upload = { file: File; seen: boolean; once: string; progress: Progress };

export const attachments = {
  list: (noun: Noun, key: string) => get<Attachments>(`/${noun}/{key}/attachments`, { at: [key] }),
  add: (noun: Noun, key: string, { file, seen, once, progress }: Upload) => {
    const form = new FormData();
    form.append("file", file);
    form.append("public", String(seen));
    return postForm<Attachment>(
      `/${noun}/{key}/attachments`,
      { at: [key], form, idempotencyKey: once },
      progress,
    );
  },
  remove: (noun: Noun, key: string, id: string) =>
    remove<void>(`/${noun}/{key}/attachments/{id_}`, { at: [key, id] }),
  /** Where the file itself is downloaded from. */
  address: (noun: Noun, key: string, id: string) =>
    `/api/v1/${noun}/${encodeURIComponent(key)}/attachments/${encodeURIComponent(id)}`,
};

/** The files at one's own reports and requests: what is public of them. */
export const ownAttachments = {
  list: (key: string) => get<Attachments>("/portal/mine/{key}/attachments", { at: [key] }),
  add: (key: string, file: File, once: string, progress: Progress) => {
    const form = new FormData();
    form.append("file", file);
    return postForm<Attachment>(
      "/portal/mine/{key}/attachments",
      { at: [key], form, idempotencyKey: once },
      progress,
    );
  },
  address: (key: string, id: string) =>
    `/api/v1/portal/mine/${encodeURIComponent(key)}/attachments/${encodeURIComponent(id)}`,
};

export const watchers = {
  add: (noun: Noun, key: string, who: string) =>
    put<Page<Watcher>>(`/${noun}/{key}/watchers/{who}`, { at: [key, who] }),
  remove: (noun: Noun, key: string, who: string) =>
    remove<Page<Watcher>>(`/${noun}/{key}/watchers/{who}`, { at: [key, who] }),
};
