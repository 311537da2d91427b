// All records that a list's query finds, read page after page, so that more than the loaded rows can be chosen.
import { useRef, useState } from "react";
import * as api from "../api/calls";
import type { Noun } from "../api/records";
import type { RecordRow } from "../api/shapes";
import { MOST } from "./bulk";
import { askedPhase } from "./queries";
import type { PhaseChoice } from "./search";

const PAGE = 1000;
const NONE: RecordRow[] = [];

type Asked = { noun: Noun; q: string | undefined; phase: PhaseChoice; asOf: string | undefined };
type Read = { of: string; rows: RecordRow[]; reading: boolean; more: boolean; fault: Error | null };

export type Matching = {
  /** What was read of the query that the list shows now. */
  rows: RecordRow[];
  reading: boolean;
  /** More match than can be worked on at once. */
  more: boolean;
  fault: Error | null;
  read: (done: (rows: RecordRow[]) => void) => Promise<void>;
  stop: () => void;
  /** Forgets all but these, as the others were worked on. */
  keep: (keys: Iterable<string>) => void;
};

export function useMatching({ noun, q, phase, asOf }: Asked, sort: string): Matching {
  const of = JSON.stringify([noun, q ?? "", phase, asOf ?? "", sort]);
  const [state, setState] = useState<Read | null>(null);
  const going = useRef<AbortController | null>(null);
  const now = state?.of === of ? state : null;
  const read = async (done: (rows: RecordRow[]) => void) => {
    going.current?.abort();
    const mine = new AbortController();
    going.current = mine;
    let rows: RecordRow[] = [];
    let after: string | undefined;
    const tell = (said: Partial<Read>) =>
      setState({ of, rows, reading: true, more: false, fault: null, ...said });
    tell({});
    try {
      do {
        const asked = { q, phase: askedPhase(phase), sort, limit: PAGE, after };
        const page = await api.records.find(noun, asked, asOf, mine.signal);
        rows = [...rows, ...page.items];
        after = page.next ?? undefined;
        tell({});
      } while (after !== undefined && rows.length < MOST);
      tell({ reading: false, more: after !== undefined });
      done(rows);
    } catch (error) {
      if (going.current === mine)
        tell({ rows: [], reading: false, fault: mine.signal.aborted ? null : (error as Error) });
    }
  };
  return {
    rows: now?.rows ?? NONE,
    reading: now?.reading ?? false,
    more: now?.more ?? false,
    fault: now?.fault ?? null,
    read,
    stop: () => going.current?.abort(),
    keep: (keys) => {
      const left = new Set(keys);
      if (now) setState({ ...now, rows: now.rows.filter((row) => left.has(row.key)), more: false });
    },
  };
}

/** The loaded rows first, as they are newer, then those that were only read. */
export function withMatching(rows: RecordRow[], matching: RecordRow[]): RecordRow[] {
  if (matching.length === 0) return rows;
  const loaded = new Set(rows.map((row) => row.key));
  return [...rows, ...matching.filter((row) => !loaded.has(row.key))];
}
