// The addresses of measures: over which period, by which dimension, of which group, and how it is shown.
import { type Asked, DIMENSIONS, EVERY } from "../api/measures";
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";
import { ROLES, type Role } from "./roles";

export type MeasuresSearch = Asked & { role?: Role };
export type MeasureSearch = Asked & { every?: (typeof EVERY)[number]; table?: "1" };

function asked(search: RawSearch): Asked {
  const by = choiceIn(search, "by", DIMENSIONS);
  return { period: textIn(search, "period"), by, group: by && textIn(search, "group") };
}

export function measuresSearch(search: RawSearch): MeasuresSearch {
  return { ...asked(search), role: choiceIn(search, "role", ROLES) };
}

export function measureSearch(search: RawSearch): MeasureSearch {
  return {
    ...asked(search),
    every: choiceIn(search, "every", EVERY),
    table: choiceIn(search, "table", ["1"] as const),
  };
}

/** What the measures are asked for, without how they are shown. */
export function askedOf({ period, by, group }: Asked): Asked {
  return { period, by, group };
}
