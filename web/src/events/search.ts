// The address of the events' page: which alerts, and which group is open.
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";

export const VIEWS = ["groups", "firing", "expected", "unknown", "resolved"] as const;
export type EventsView = (typeof VIEWS)[number];
export type EventsSearch = { view?: EventsView; open?: string };

export function eventsSearch(search: RawSearch): EventsSearch {
  return { view: choiceIn(search, "view", VIEWS), open: textIn(search, "open") };
}
