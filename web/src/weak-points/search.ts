// The address of the weak points: what they are narrowed by, how many are shown, which row is open, which job ranks.
import { listOf, listText, type RawSearch, textIn } from "../ui/search-params";

export const NARROWED_BY = ["class", "site", "service"] as const;
export type NarrowedBy = (typeof NARROWED_BY)[number];
export type Narrowed = { [Field in NarrowedBy]?: string };
export type WeakPointsSearch = Narrowed & { show?: string; open?: string; job?: string };

export const PAGE = 50;
export const MOST = 10_000;

export function weakPointsSearch(search: RawSearch): WeakPointsSearch {
  return {
    class: textIn(search, "class"),
    site: textIn(search, "site"),
    service: textIn(search, "service"),
    show: textIn(search, "show"),
    open: textIn(search, "open"),
    job: textIn(search, "job"),
  };
}

/** How many rows the address asks for. */
export function shownOf({ show }: WeakPointsSearch): number {
  const count = Number.parseInt(show ?? "", 10);
  return Number.isNaN(count) ? PAGE : Math.min(MOST, Math.max(PAGE, count));
}

export function narrowedOf({ class: cls, site, service }: WeakPointsSearch): Narrowed {
  return { class: cls, site, service };
}

/** A value is added, or taken away where it stands already; what is shown begins anew. */
export function withToggled(search: WeakPointsSearch, field: NarrowedBy, value: string): WeakPointsSearch {
  const said = listOf(search[field]);
  const next = said.includes(value) ? said.filter((other) => other !== value) : [...said, value];
  return { ...narrowedOf(search), [field]: listText(next) };
}
