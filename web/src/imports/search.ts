// The address of an import: which rows are shown.
import { choiceIn, type RawSearch } from "../ui/search-params";

export const DECISIONS = ["created", "updated", "unchanged", "missing", "rejected"] as const;
export type ImportSearch = { decision?: (typeof DECISIONS)[number] };

export function importSearch(search: RawSearch): ImportSearch {
  return { decision: choiceIn(search, "decision", DECISIONS) };
}
