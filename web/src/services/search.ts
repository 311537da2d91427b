// The address of the services board.
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";

export const SHOWN = ["down", "degraded", "ok", "at_risk", "unknown"] as const;
export type ServicesSearch = { show?: (typeof SHOWN)[number]; sort?: string };

export function servicesSearch(search: RawSearch): ServicesSearch {
  return { show: choiceIn(search, "show", SHOWN), sort: textIn(search, "sort") };
}
