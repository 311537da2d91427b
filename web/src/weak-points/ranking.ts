// What a row of the ranking shows, and the same as a file.
import type { Ranked, Ranking } from "../api/shapes";
import { csv } from "../ui/format";
import { weakPointsText as t } from "./text";

export type Segment = { service: string; name: string; share: number };

/** The bar of a CI: its score against the highest, a segment for each service that it takes DOWN. */
export function segmentsOf(item: Ranked, ranking: Ranking, highest: number): Segment[] {
  if (highest <= 0) return [];
  return item.services.map((service) => ({
    service,
    name: ranking.names[service] ?? service,
    share: (ranking.factors[service]?.score ?? 0) / highest,
  }));
}

export function highestOf(ranking: Ranking): number {
  return Math.max(0, ...ranking.items.map((item) => item.score));
}

/** Every row of the ranking in its order, with what the list shows. */
export function rankingCsv(ranking: Ranking): string {
  const rows = ranking.items.map((item, index) => [
    index + 1,
    item.name,
    item.key,
    item.class,
    item.score,
    item.services.length + item.hidden,
    item.services.map((service) => ranking.names[service] ?? service),
    item.gain?.single_points ?? null,
  ]);
  return csv([t.columns, ...rows]);
}
