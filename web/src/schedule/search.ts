// The schedule's address: a week or a month, and a day in it.
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";

export type View = "week" | "month";
export type ScheduleSearch = { view?: View; day?: string };

export function scheduleSearch(search: RawSearch): ScheduleSearch {
  const day = textIn(search, "day");
  return {
    view: choiceIn(search, "view", ["week", "month"] as const),
    day: day && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : undefined,
  };
}
