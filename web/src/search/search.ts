// The address of the search: what is looked for, and whether its page or its impact is wanted.
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";

export type SearchSearch = { q?: string; to?: "impact" };

export function searchSearch(search: RawSearch): SearchSearch {
  return { q: textIn(search, "q"), to: choiceIn(search, "to", ["impact"] as const) };
}
