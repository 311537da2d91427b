// Addresses of the portal.
import { type RawSearch, textIn } from "../ui/search-params";

export type PortalSearch = { q?: string };
export type ReportSearch = { service?: string; title?: string };

export function portalSearch(search: RawSearch): PortalSearch {
  return { q: textIn(search, "q") };
}

export function reportSearch(search: RawSearch): ReportSearch {
  return { service: textIn(search, "service"), title: textIn(search, "title") };
}
