// The address of the what-if page: the CIs on its map and the plan, itself or by the name of its draft.
import { choiceIn, type RawSearch, textIn } from "../ui/search-params";
import { type Plan, readPlan } from "./plan";

export type WhatIfSearch = {
  ci?: string;
  select?: string;
  plan?: string;
  draft?: string;
  against?: "same";
  view?: "effect";
};

export function whatIfSearch(search: RawSearch): WhatIfSearch {
  return {
    ci: textIn(search, "ci"),
    select: textIn(search, "select"),
    plan: textIn(search, "plan"),
    draft: textIn(search, "draft"),
    against: choiceIn(search, "against", ["same"] as const),
    view: choiceIn(search, "view", ["effect"] as const),
  };
}

// Longer addresses are cut by chat programs and refused by some servers on the way.
const LONGEST = 6000;

/** A plan as a word of an address; null where it would be too long. */
export function planWord(plan: Plan): string | null {
  const { faultline_change: _, ...said } = plan;
  const bytes = new TextEncoder().encode(JSON.stringify(said));
  const word = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  return word.length > LONGEST ? null : word;
}

/** The plan that a word of an address holds; null where it holds none. */
export function planOf(word: string): Plan | null {
  try {
    const bytes = Uint8Array.from(atob(word.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0),
    );
    return readPlan(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
