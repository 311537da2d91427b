// The CIs that this browser opened last.
import { read, useRemembered, write } from "../ui/remembered";

export type RecentCi = { key: string; name: string; class: string };

const NAME = "recent";
const KEPT = 8;
const NONE: RecentCi[] = [];

export function withRecent(list: RecentCi[], ci: RecentCi): RecentCi[] {
  return [ci, ...list.filter((other) => other.key !== ci.key)].slice(0, KEPT);
}

export function rememberCi(ci: RecentCi) {
  write(NAME, withRecent(read(NAME, NONE), { key: ci.key, name: ci.name, class: ci.class }));
}

export function useRecentCis(): RecentCi[] {
  return useRemembered<RecentCi[]>(NAME, NONE)[0];
}
