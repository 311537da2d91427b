// The address of one agreement: over which time it is looked at, and which figure's records are shown.
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";

export const PERIODS = ["30d", "90d", "365d"] as const;
/** `behind` names a promise and a priority, as in `response-3`. */
export type AgreementSearch = { period?: (typeof PERIODS)[number]; behind?: string };

export function agreementSearch(search: RawSearch): AgreementSearch {
  return { period: choiceIn(search, "period", PERIODS), behind: textIn(search, "behind") };
}

export type Behind = { promise: "response" | "resolution"; priority: number };

/** The figure that an address names; undefined where it names none. */
export function behindOf(said: string | undefined): Behind | undefined {
  const found = /^(response|resolution)-([1-5])$/.exec(said ?? "");
  return found ? { promise: found[1] as Behind["promise"], priority: Number(found[2]) } : undefined;
}

export const behindWord = ({ promise, priority }: Behind) => `${promise}-${priority}`;
