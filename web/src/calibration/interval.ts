// How sure a share is that so many of so many tell; pure.

const NORMAL_95 = 1.959964;

/** The 95 % interval of a share (Wilson 1927), which stays within 0 and 1 also for few. */
export function wilson(hits: number, of: number): [low: number, high: number] {
  if (of === 0) return [0, 1];
  const share = hits / of;
  const square = NORMAL_95 ** 2;
  const middle = (share + square / (2 * of)) / (1 + square / of);
  const half =
    (NORMAL_95 / (1 + square / of)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of ** 2));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** The largest share that a picture has to hold, on a scale that ends at a round figure. */
export function scaleEnd(shares: number[]): number {
  return [0.1, 0.2, 0.4, 0.6, 0.8].find((end) => shares.every((share) => share <= end)) ?? 1;
}
