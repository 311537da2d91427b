// The address of a dashboard: whether it is being edited.
import { choiceIn, type RawSearch } from "../ui/search-params";

export type DashboardSearch = { edit?: "1" };

export function dashboardSearch(search: RawSearch): DashboardSearch {
  return { edit: choiceIn(search, "edit", ["1"] as const) };
}
