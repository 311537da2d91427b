// Small things kept in this browser: recent places, saved views, drafts. Broken or foreign content counts as none.
import { useCallback, useSyncExternalStore } from "react";

const PREFIX = "faultline.";
const listeners = new Set<() => void>();

export function read<T>(name: string, fallback: T): T {
  try {
    const raw = localStorage.getItem(PREFIX + name);
    return raw === null ? fallback : (JSON.parse(raw) as T);
  } catch {
    return fallback;
  }
}

export function write(name: string, value: unknown) {
  try {
    if (value === undefined || value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A full or forbidden storage only loses a convenience.
  }
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  window.addEventListener("storage", tell);
  return () => {
    listeners.delete(tell);
    window.removeEventListener("storage", tell);
  };
}

export function useRemembered<T>(name: string, fallback: T): [T, (value: T | null) => void] {
  const raw = useSyncExternalStore(subscribe, () => {
    try {
      return localStorage.getItem(PREFIX + name);
    } catch {
      return null;
    }
  });
  const set = useCallback((value: T | null) => write(name, value), [name]);
  let value = fallback;
  if (raw !== null) {
    try {
      value = JSON.parse(raw) as T;
    } catch {
      value = fallback;
    }
  }
  return [value, set];
}
