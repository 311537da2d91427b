// Files on their way to the server, one after the other: how far each is, and what became of those that were refused.
import { useRef, useState } from "react";
import { text } from "../text";
import { bytes } from "./format";
import { newRequest } from "./once";

export type Upload = { id: string; file: File; share: number; error: unknown };

export class TooLarge extends Error {
  constructor(file: File, largest: number) {
    super(text.ui.files.tooLarge(bytes(file.size), bytes(largest)));
  }
}

type Send = (file: File, once: string, progress: (share: number) => void) => Promise<unknown>;

/** `largest`: in bytes; a file above it is refused before it is sent. */
export function useUploads(send: Send, done: (file: File) => unknown, largest = Number.POSITIVE_INFINITY) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const change = (id: string, next: Partial<Upload>) =>
    setUploads((now) => now.map((each) => (each.id === id ? { ...each, ...next } : each)));
  const leave = (id: string) => setUploads((now) => now.filter((each) => each.id !== id));
  const carry = async ({ id, file }: Upload) => {
    try {
      await send(file, id, (share) => change(id, { share }));
      leave(id);
      await done(file);
    } catch (error) {
      change(id, { error });
    }
  };
  const add = (files: File[]) => {
    const fresh: Upload[] = files.map((file) => ({
      id: newRequest(),
      file,
      share: 0,
      error: file.size > largest ? new TooLarge(file, largest) : null,
    }));
    setUploads((now) => [...now, ...fresh]);
    for (const each of fresh.filter(({ error }) => error === null))
      line.current = line.current.then(() => carry(each));
  };
  const again = (upload: Upload) => {
    leave(upload.id);
    add([upload.file]);
  };
  return { uploads, add, again, leave };
}
