// Which bars share a line: those that leave room for each other, names included.
export type Extent = { left: number; right: number };

/** The line of each extent in the given order: the first on which nothing stands there yet. */
export function lanesOf(extents: Extent[]): { lanes: number[]; count: number } {
  const taken: Extent[][] = [];
  const lanes = extents.map((each) => {
    const free = taken.findIndex((line) =>
      line.every((other) => each.left >= other.right || other.left >= each.right),
    );
    const lane = free === -1 ? taken.length : free;
    const line = taken[lane] ?? [];
    line.push(each);
    taken[lane] = line;
    return lane;
  });
  return { lanes, count: taken.length };
}
