// Addresses of the pages of records.
import { NOUNS, type Noun } from "../api/records";
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";

export const PHASES = ["open", "resolved", "closed", "all"] as const;
export type PhaseChoice = (typeof PHASES)[number];
export type RecordListSearch = {
  phase?: PhaseChoice;
  q?: string;
  sort?: string;
  cols?: string;
  view?: string;
};
export type NewRecordSearch = { ci?: string; effect?: "down" | "degraded" };

export function recordListSearch(search: RawSearch): RecordListSearch {
  return {
    phase: choiceIn(search, "phase", PHASES),
    q: textIn(search, "q"),
    sort: textIn(search, "sort"),
    cols: textIn(search, "cols"),
    view: textIn(search, "view"),
  };
}

export function newRecordSearch(search: RawSearch): NewRecordSearch {
  return { ci: textIn(search, "ci"), effect: choiceIn(search, "effect", ["down", "degraded"] as const) };
}

export const DECISIONS = ["approve", "conditions", "reject"] as const;
export type RecordPageSearch = { decide?: (typeof DECISIONS)[number]; seen?: string };

/** `decide` opens the decision on a change as a mail asks for it; `seen` names the facts that the mail told of. */
export function recordPageSearch(search: RawSearch): RecordPageSearch {
  return { decide: choiceIn(search, "decide", DECISIONS), seen: textIn(search, "seen") };
}

export function isNoun(word: string): word is Noun {
  return (NOUNS as readonly string[]).includes(word);
}
