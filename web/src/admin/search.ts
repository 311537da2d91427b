// Addresses of the administration.
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";

export const PEOPLE_TABS = ["accounts", "tokens", "password"] as const;
export type PeopleSearch = { tab?: (typeof PEOPLE_TABS)[number] };
export type ClassesSearch = { class?: string; filter?: string };
export type AuditSearch = { filter?: string; revision?: string };

export function peopleSearch(search: RawSearch): PeopleSearch {
  return { tab: choiceIn(search, "tab", PEOPLE_TABS) };
}

export function classesSearch(search: RawSearch): ClassesSearch {
  return { class: textIn(search, "class"), filter: textIn(search, "filter") };
}

export function auditSearch(search: RawSearch): AuditSearch {
  return { filter: textIn(search, "filter"), revision: textIn(search, "revision") };
}
