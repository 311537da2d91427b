// The address of an import: its step and which rows are shown.
import { choiceIn, type RawSearch } from "../ui/search-params";

export const STEPS = ["mapping", "check", "rows", "report", "quarantine"] as const;
export const DECISIONS = ["created", "updated", "unchanged", "missing", "retired", "rejected"] as const;
export type ImportSearch = { step?: (typeof STEPS)[number]; decision?: (typeof DECISIONS)[number] };

export function importSearch(search: RawSearch): ImportSearch {
  return { step: choiceIn(search, "step", STEPS), decision: choiceIn(search, "decision", DECISIONS) };
}
