// Which rows of the quarantine were corrected, and how.
import type { ImportRow } from "../api/shapes";

/** Every heading that some rejected row has, in the order of their first appearance. */
export function headingsOf(rows: ImportRow[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row.raw ?? {})))];
}

export function correctedRows(rows: ImportRow[], changes: Record<string, Record<string, string>>) {
  return rows.flatMap((row) => {
    const changed = Object.entries(changes[row.row] ?? {}).filter(
      ([heading, value]) => value !== String(row.raw?.[heading] ?? ""),
    );
    if (changed.length === 0) return [];
    return [{ row: row.row, raw: { ...row.raw, ...Object.fromEntries(changed) } }];
  });
}
