// Which shapes of a map have room for their names, so that no name lies on another.

export type Named = { id: string; label: string; x: number; y: number; weight: number };
type Box = { left: number; right: number; top: number; bottom: number };

const LETTER = 6.1;
const WIDEST = 104;
const HEIGHT = 14;
const BELOW = 9;

/** The shapes that show their name at this zoom: the weightier first, the rest where there is room left. */
export function roomForLabels(shapes: Named[], zoom: number): Set<string> {
  const taken = new Map<string, Box[]>();
  const shown = new Set<string>();
  for (const shape of [...shapes].sort((a, b) => b.weight - a.weight)) {
    const box = boxOf(shape, zoom);
    const cells = cellsOf(box);
    const free = cells.every((cell) => (taken.get(cell) ?? []).every((other) => !overlaps(box, other)));
    if (!free) continue;
    shown.add(shape.id);
    for (const cell of cells) taken.set(cell, [...(taken.get(cell) ?? []), box]);
  }
  return shown;
}

function boxOf({ label, x, y }: Named, zoom: number): Box {
  const lines = label.split("\n").map((line) => line.length);
  const half = Math.min(WIDEST, Math.max(...lines) * LETTER) / 2 + 2;
  const top = y * zoom + BELOW;
  return { left: x * zoom - half, right: x * zoom + half, top, bottom: top + HEIGHT * lines.length };
}

function cellsOf({ left, right, top, bottom }: Box): string[] {
  const cells: string[] = [];
  for (let column = Math.floor(left / WIDEST); column <= Math.floor(right / WIDEST); column += 1) {
    for (let row = Math.floor(top / HEIGHT); row <= Math.floor(bottom / HEIGHT); row += 1)
      cells.push(`${column} ${row}`);
  }
  return cells;
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
