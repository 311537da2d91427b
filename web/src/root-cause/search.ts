// The address of the root cause page: what is seen, and which cause is looked at.
import { choiceIn, listOf, listText, type RawSearch, textIn } from "../ui/search-params";

export const HOURS = ["24", "72", "168"] as const;
export type RootCauseSearch = {
  down?: string;
  up?: string;
  cause?: string;
  expand?: string;
  hours?: (typeof HOURS)[number];
};
export type Seen = "down" | "up";
export type Observations = Record<Seen, string[]>;

export function rootCauseSearch(search: RawSearch): RootCauseSearch {
  return {
    down: textIn(search, "down"),
    up: textIn(search, "up"),
    cause: textIn(search, "cause"),
    expand: textIn(search, "expand"),
    hours: choiceIn(search, "hours", HOURS),
  };
}

/** What the address says is seen, each CI once: DOWN counts where it is named as both. */
export function observationsOf({ down, up }: RootCauseSearch): Observations {
  const gone = [...new Set(listOf(down))];
  return { down: gone, up: [...new Set(listOf(up))].filter((ci) => !gone.includes(ci)) };
}

export function searchOf({ down, up }: Observations): RootCauseSearch {
  return { down: listText(down), up: listText(up) };
}

/** A CI is seen so, and no longer otherwise; null: nothing is known of it. */
export function observed(all: Observations, ci: string, seen: Seen | null): Observations {
  const without = { down: all.down.filter((each) => each !== ci), up: all.up.filter((each) => each !== ci) };
  return seen ? { ...without, [seen]: [...all[seen].filter((each) => each !== ci), ci] } : without;
}

/** A click on the map: the same again takes it back. */
export function clicked(all: Observations, ci: string, seen: Seen): Observations {
  return observed(all, ci, all[seen].includes(ci) ? null : seen);
}
