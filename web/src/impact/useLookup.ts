// Turns pasted entries into CIs: those that are sure, and those that somebody must choose.
import { useState } from "react";
import * as api from "../api/calls";
import type { SearchHit } from "../api/shapes";
import { pastedEntries } from "./paste";

export type Unsure = { entry: string; hits: SearchHit[] };
export type Resolved = { sure: SearchHit[]; unsure: Unsure[] };

/** `start` answers whether the text is a list of several entries, and tells later what they resolve to. */
export function useLookup() {
  const [looking, setLooking] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const start = (pasted: string, done: (resolved: Resolved) => void): boolean => {
    const entries = pastedEntries(pasted);
    if (entries.length < 2) return false;
    setLooking(entries.length);
    setError(null);
    resolve(entries)
      .then(done)
      .catch(setError)
      .finally(() => setLooking(0));
    return true;
  };
  return { start, looking, error };
}

async function resolve(entries: string[]): Promise<Resolved> {
  const answers = await Promise.all(
    entries.map(async (entry) => ({ entry, found: await api.cis.search(entry, 5) })),
  );
  const sure: SearchHit[] = [];
  const unsure: Unsure[] = [];
  for (const { entry, found } of answers) {
    const exact =
      found.items.find((hit) => hit.key === found.exact) ??
      (found.items.length === 1 ? found.items[0] : undefined);
    if (exact) sure.push(exact);
    else unsure.push({ entry, hits: found.items });
  }
  return { sure, unsure };
}
