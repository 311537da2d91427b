// Keys of the keyboard: single letters, and `g` followed by a letter. Silent while somebody types.
import { useEffect, useRef } from "react";

export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

const SEQUENCE_MS = 1200;

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Keys as `j`, `?`, or `g i` for a sequence. */
export function useKeys(map: KeyMap, enabled = true) {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    if (!enabled) return;
    let pending: { key: string; at: number } | null = null;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target))
        return;
      if (document.querySelector('[role="dialog"]')) return;
      const recent =
        pending && event.timeStamp - pending.at < SEQUENCE_MS ? `${pending.key} ${event.key}` : null;
      const act = (recent && latest.current[recent]) ?? (recent ? undefined : latest.current[event.key]);
      pending = recent ? null : { key: event.key, at: event.timeStamp };
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [enabled]);
}
