// The rows of a list that somebody has chosen: one by one, from one to another, or all that are known.
import { useMemo, useRef, useState } from "react";

export type Chosen = {
  /** How many can be chosen. */
  of: number;
  keys: ReadonlySet<string>;
  /** Chooses a row or lets it go; with `range` every row from the one before it gets what this one gets. */
  toggle: (key: string, range: boolean) => void;
  toggleAll: () => void;
  set: (keys: Iterable<string>) => void;
};

/** What is chosen after a row was turned; `from` is the row that was turned before it. */
export function turned(
  keys: string[],
  chosen: ReadonlySet<string>,
  key: string,
  from: string | undefined,
): Set<string> {
  const next = new Set(chosen);
  const [a, b] = [keys.indexOf(from ?? key), keys.indexOf(key)];
  const range = a < 0 || b < 0 ? [key] : keys.slice(Math.min(a, b), Math.max(a, b) + 1);
  const on = !chosen.has(key);
  for (const each of range) {
    if (on) next.add(each);
    else next.delete(each);
  }
  return next;
}

/** Chosen rows; those that the list no longer shows count no longer. */
export function useChosen(keys: string[]): Chosen {
  const [said, setSaid] = useState<ReadonlySet<string>>(new Set());
  const before = useRef<string | undefined>(undefined);
  const chosen = useMemo(() => new Set(keys.filter((key) => said.has(key))), [keys, said]);
  return {
    of: keys.length,
    keys: chosen,
    toggle: (key, range) => {
      setSaid(turned(keys, chosen, key, range ? before.current : undefined));
      before.current = key;
    },
    toggleAll: () => setSaid(chosen.size === keys.length ? new Set() : new Set(keys)),
    set: (next) => setSaid(new Set(next)),
  };
}
