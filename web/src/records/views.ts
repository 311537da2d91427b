// How a saved view and the address of a list go together: the address always holds the whole list.
import type { RecordView } from "../api/record-views";
import { listOf, listText } from "../ui/search-params";
import type { PhaseChoice, RecordListSearch } from "./search";

/** Stands in the address where somebody whose list opens with a view looks at the list without one. */
export const NO_VIEW = "none";

type State = Pick<RecordListSearch, "q" | "phase" | "sort" | "cols">;

const stateIn = ({ q, phase, sort, cols }: State): State => ({ q, phase, sort, cols });

/** What the address says of the list itself. */
export function stateOf(view: RecordView): State {
  return {
    q: view.q || undefined,
    phase: (view.phase || undefined) as PhaseChoice | undefined,
    sort: view.sort || undefined,
    cols: listText(view.columns),
  };
}

/** What a view keeps of the list that an address holds. */
export function keptOf({ q, phase, sort, cols }: State) {
  return { q: q ?? "", phase: phase ?? "", sort: sort ?? "", columns: listOf(cols) };
}

export function isBare(search: State): boolean {
  return Object.values(stateIn(search)).every((each) => each === undefined);
}

/** Whether an address leaves it to a view what the list shows. */
export function leavesItToView(search: RecordListSearch): boolean {
  return isBare(search) && search.view !== NO_VIEW;
}

/** The address that a view lays out where one leaves it to a view; undefined where all is said already. */
export function laidOut(search: RecordListSearch, views: RecordView[]): RecordListSearch | undefined {
  if (!leavesItToView(search)) return undefined;
  const view = views.find((each) => (search.view === undefined ? each.first : each.name === search.view));
  const next = view && { view: view.name, ...stateOf(view) };
  return next && !(isBare(next) && search.view === next.view) ? next : undefined;
}

/** The address after somebody altered the list; one that says nothing more must not lead back to the view. */
export function altered<Search extends RecordListSearch>(now: Search, next: Partial<State>): Search {
  const search = { ...now, ...next };
  return isBare(search) && now.view ? { ...search, view: NO_VIEW } : search;
}

/** Whether the list is no longer what the view keeps. */
export function differs(search: RecordListSearch, view: RecordView): boolean {
  const [now, kept] = [keptOf(search), keptOf(stateOf(view))];
  return JSON.stringify(now) !== JSON.stringify(kept);
}
