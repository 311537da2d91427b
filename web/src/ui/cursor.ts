// The cursor of a list: j and k walk, Enter opens. Keys pressed while the rows load count when they are there.
import { useEffect, useRef, useState } from "react";
import { useKeys } from "./keys";

export type Cursor = {
  /** The row that it stands on; null before anybody walked. */
  index: number | null;
  /** Counts the moves, so that a row is shown again although the cursor stays. */
  moves: number;
  /** A row got the focus in another way. */
  take: (index: number) => void;
};

/** Where a cursor stands after some steps: the first leads onto the first row, and no row is left behind. */
export function stepped(index: number | null, by: number, count: number): number {
  const next = index === null ? by - 1 : index + by;
  return Math.max(0, Math.min(next, count - 1));
}

/** Where a cursor stands in rows that were fetched anew: on the same row, else as near as there is one. */
export function kept(keys: string[], key: string | undefined, index: number): number {
  const place = key === undefined ? -1 : keys.indexOf(key);
  return place < 0 ? Math.max(0, Math.min(index, keys.length - 1)) : place;
}

export function useListCursor(keys: string[], open: (index: number) => void): Cursor {
  const [shown, setShown] = useState<{ index: number | null; moves: number }>({ index: null, moves: 0 });
  // Keys come faster than pages are drawn, so what they do is not read from what was drawn last.
  const at = useRef<{ index: number | null; key?: string; steps: number; opening: boolean }>({
    index: null,
    steps: 0,
    opening: false,
  });
  const stand = (index: number) => {
    at.current = { index, key: keys[index], steps: 0, opening: false };
    setShown(({ moves }) => ({ index, moves: moves + 1 }));
  };
  const step = (by: number) => {
    if (keys.length) stand(stepped(at.current.index, by, keys.length));
    else at.current.steps += by;
  };
  const enter = () => {
    const { index, steps } = at.current;
    if (!isFree(document.activeElement) || (index === null && steps === 0)) return false;
    if (keys.length && index !== null) open(index);
    else at.current.opening = true;
    return true;
  };
  useKeys({ j: () => step(1), k: () => step(-1), Enter: enter });

  // biome-ignore lint/correctness/useExhaustiveDependencies: only rows that came anew move what waits or stands
  useEffect(() => {
    const { index, key, steps, opening } = at.current;
    if (!keys.length) return;
    if (steps !== 0) {
      const next = stepped(index, steps, keys.length);
      stand(next);
      if (opening) open(next);
    } else if (index !== null && keys[index] !== key) {
      const next = kept(keys, key, index);
      at.current = { index: next, key: keys[next], steps: 0, opening: false };
      setShown(({ moves }) => ({ index: next, moves }));
    }
  }, [keys]);

  const take = (index: number) => {
    at.current = { index, key: keys[index], steps: 0, opening: false };
    setShown((now) => (now.index === index ? now : { ...now, index }));
  };
  return { ...shown, take };
}

/** Whether Enter is the list's: not that of a link, a button or a field. */
function isFree(element: Element | null): boolean {
  return !element?.closest('a, button, input, textarea, select, [role="button"], [contenteditable="true"]');
}
