// Where the shapes of a layered map stand: the rows fill the height there is, the shapes of a row its width.
import type { MapNode } from "../api/shapes";

const ROW = 100;
const WIDEST_GAP = 220;

export type Placed = Pick<MapNode, "id" | "x" | "y">;

/** Rows in their order from the top, as wide as `aspect` says of their height. */
export function placesIn(nodes: Placed[], aspect: number): Map<string, { x: number; y: number }> {
  const rows = new Map<number, Placed[]>();
  for (const node of nodes) rows.set(node.y, [...(rows.get(node.y) ?? []), node]);
  const width = Math.max(1, rows.size - 1) * ROW * aspect;
  const placed = [...rows]
    .sort(([a], [b]) => a - b)
    .flatMap(([, row], at) => {
      const gap = Math.min(WIDEST_GAP, width / Math.max(1, row.length));
      return [...row]
        .sort((a, b) => a.x - b.x)
        .map(({ id }, index) => [id, { x: (index - (row.length - 1) / 2) * gap, y: at * ROW }] as const);
    });
  return new Map(placed);
}
