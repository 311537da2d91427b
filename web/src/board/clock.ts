// The clock of an item: how long it has been spoken of, and whether that is over its time.

export type Spent = { said: string; over: boolean };

/** Minutes and seconds since an instant, "3:05"; the clocks of two machines may differ, so never below 0. */
export function spent(since: string, minutes: number, now: number): Spent {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  const said = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return { said, over: seconds >= minutes * 60 };
}

/** The place of the item before or after the one shown; the ends stay. */
export function beside(changes: string[], shown: string | undefined, by: 1 | -1): string | undefined {
  const at = shown === undefined ? -1 : changes.indexOf(shown);
  if (at < 0) return changes[0];
  return changes[Math.min(changes.length - 1, Math.max(0, at + by))];
}
