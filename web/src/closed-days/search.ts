// Addresses of closed days.
import { type RawSearch, textIn } from "../ui/search-params";

export type ClosedDaysSearch = { calendar?: string };

export function closedDaysSearch(search: RawSearch): ClosedDaysSearch {
  return { calendar: textIn(search, "calendar") };
}
