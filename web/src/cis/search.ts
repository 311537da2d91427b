// Addresses of the CI pages.
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";

export type CiListSearch = { q?: string; sort?: string; cols?: string };
export const CI_TABS = ["overview", "relations", "map", "records", "timeline", "raw"] as const;
export type CiTab = (typeof CI_TABS)[number];
export type CiPageSearch = { tab?: CiTab; expand?: string };
export type NewCiSearch = { class?: string };

export function ciListSearch(search: RawSearch): CiListSearch {
  return { q: textIn(search, "q"), sort: textIn(search, "sort"), cols: textIn(search, "cols") };
}

export function ciPageSearch(search: RawSearch): CiPageSearch {
  return { tab: choiceIn(search, "tab", CI_TABS), expand: textIn(search, "expand") };
}

export function newCiSearch(search: RawSearch): NewCiSearch {
  return { class: textIn(search, "class") };
}
