// Shows the row on which a list's cursor stands, and gives it the focus as soon as it is drawn.
import { useEffect } from "react";
import type { Cursor } from "./cursor";

const FRAMES = 20;

export function useShownRow({ index, moves }: Cursor, scrollTo: (index: number) => void) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each move shows its row, also where it stays
  useEffect(() => {
    if (index === null || moves === 0) return;
    scrollTo(index);
    let frame = 0;
    const focus = (left: number) => {
      const row = document.querySelector<HTMLElement>(`tr[data-row="${index}"]`);
      if (row) row.focus();
      else if (left > 0) frame = requestAnimationFrame(() => focus(left - 1));
    };
    focus(FRAMES);
    return () => cancelAnimationFrame(frame);
  }, [moves]);
}
