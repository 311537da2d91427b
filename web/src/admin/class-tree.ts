// Classes in the order of their tree, each below what it is a kind of.
import type { CiClass } from "../api/shapes";

export type InTree = { cls: CiClass; depth: number };

export function inTreeOrder(classes: CiClass[]): InTree[] {
  const names = new Set(classes.map((cls) => cls.name));
  const below = new Map<string | null, CiClass[]>();
  for (const cls of classes) {
    const parent = cls.parent && names.has(cls.parent) ? cls.parent : null;
    below.set(parent, [...(below.get(parent) ?? []), cls]);
  }
  const walk = (parent: string | null, depth: number): InTree[] =>
    (below.get(parent) ?? [])
      .sort((a, b) => a.label.localeCompare(b.label))
      .flatMap((cls) => [{ cls, depth }, ...walk(cls.name, depth + 1)]);
  return walk(null, 0);
}
