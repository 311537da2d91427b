// The addresses of the board: which change of the agenda is shown.
import { type RawSearch, textIn } from "../ui/search-params";

export type BoardSearch = { change?: string };

export function boardSearch(search: RawSearch): BoardSearch {
  return { change: textIn(search, "change") };
}
