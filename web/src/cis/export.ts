// The list as a CSV file: every row that the query finds, the columns in their order, the sort as shown.
import * as api from "../api/calls";
import { csv } from "../ui/format";
import { type Column, valueIn } from "./columns";
import type { CiListSearch } from "./search";

const PAGE = 1000;

export async function exportCsv(
  { q, sort }: CiListSearch,
  columns: Column[],
  asOf: string | undefined,
  progress: (rows: number) => void,
): Promise<{ csv: string; rows: number }> {
  const lines: unknown[][] = [columns.map((column) => column.label)];
  let after: string | undefined;
  do {
    const page = await api.cis.list({ q, sort: sort ?? "name", limit: PAGE, after }, asOf);
    for (const ci of page.items) lines.push(columns.map((column) => valueIn(ci, column.id)));
    after = page.next ?? undefined;
    progress(lines.length - 1);
  } while (after);
  return { csv: csv(lines), rows: lines.length - 1 };
}
