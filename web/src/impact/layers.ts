// Layers drawn so that they fill the room there is: rows further apart where they are wide, shapes further apart where they are few.
import type { MapNode } from "../api/shapes";

const TALLER_THAN_WIDE = 1.1;
const MOST_STRETCH = 5;
const MOST_SPREAD = 4;
const OF_THE_WIDEST = 0.86;

export type Place = Pick<MapNode, "id" | "x" | "y">;

export function spreadLayers(nodes: Place[]): Map<string, { x: number; y: number }> {
  const rows = new Map<number, number[]>();
  for (const { x, y } of nodes) rows.set(y, [...(rows.get(y) ?? []), x]);
  const width = extent(nodes.map((node) => node.x));
  const height = extent([...rows.keys()]);
  const stretch = height > 0 ? clamp((width / height) * TALLER_THAN_WIDE, MOST_STRETCH) : 1;
  const middle = nodes.length
    ? (Math.max(...nodes.map(({ x }) => x)) + Math.min(...nodes.map(({ x }) => x))) / 2
    : 0;
  const spread = new Map([...rows].map(([y, xs]) => [y, spreadOf(extent(xs), width)]));
  return new Map(
    nodes.map(({ id, x, y }) => [id, { x: middle + (x - middle) * (spread.get(y) ?? 1), y: y * stretch }]),
  );
}

function spreadOf(row: number, widest: number): number {
  return row > 0 ? clamp((widest * OF_THE_WIDEST) / row, MOST_SPREAD) : 1;
}

function clamp(factor: number, most: number): number {
  return Math.min(most, Math.max(1, factor));
}

function extent(values: number[]): number {
  return values.length ? Math.max(...values) - Math.min(...values) : 0;
}
