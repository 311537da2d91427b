// Keys of the keyboard: single letters, and `g` followed by a letter. Silent while somebody types.
import { useEffect, useRef } from "react";

/** What each key does; one that answers false leaves the key to the browser. */
export type KeyMap = Record<string, (event: KeyboardEvent) => unknown>;

const SEQUENCE_MS = 1200;

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** What a key does after another, and whether it may begin a sequence. A key that ends none counts for itself. */
export function meaning(map: KeyMap, before: string | null, key: string) {
  const sequence = before === null ? undefined : map[`${before} ${key}`];
  const begins = !sequence && Object.keys(map).some((known) => known.startsWith(`${key} `));
  return { act: sequence ?? map[key], begins };
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
      const fresh = pending && event.timeStamp - pending.at < SEQUENCE_MS;
      const { act, begins } = meaning(latest.current, fresh ? (pending?.key ?? null) : null, event.key);
      pending = begins ? { key: event.key, at: event.timeStamp } : null;
      if (act && act(event) !== false) event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [enabled]);
}
