// The schedule's address: how much of it, drawn how, a day in it, which changes, and what is asked to be free.
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";

export const VIEWS = ["week", "month", "quarter"] as const;
export const SHAPES = ["timeline", "calendar"] as const;
export const KINDS = ["standard", "normal", "emergency"] as const;
export const STATES = ["assessment", "approval", "scheduled", "implementing"] as const;
export type View = (typeof VIEWS)[number];
export type Shape = (typeof SHAPES)[number];

export type Filters = {
  q?: string;
  kind?: (typeof KINDS)[number];
  state?: (typeof STATES)[number];
  team?: string;
};
/** `free`: the minutes that are asked to be free; `slot_for`: for which change. */
export type ScheduleSearch = Filters & {
  view?: View;
  as?: Shape;
  day?: string;
  free?: number;
  slot_for?: string;
};

const A_WEEK = 7 * 24 * 60;

export function scheduleSearch(search: RawSearch): ScheduleSearch {
  const day = textIn(search, "day");
  const free = Number(textIn(search, "free"));
  return {
    view: choiceIn(search, "view", VIEWS),
    as: choiceIn(search, "as", SHAPES),
    day: day && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : undefined,
    q: textIn(search, "q"),
    kind: choiceIn(search, "kind", KINDS),
    state: choiceIn(search, "state", STATES),
    team: textIn(search, "team"),
    free: Number.isInteger(free) && free >= 1 && free <= A_WEEK ? free : undefined,
    slot_for: textIn(search, "slot_for"),
  };
}
