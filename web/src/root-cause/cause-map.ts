// The map of a cause: what it takes down, each CI that is seen with its verdict; what is seen elsewhere stands below.
import type { ImpactMap } from "../api/shapes";
import { contentOf } from "../impact/MapPanel";
import { text } from "../text";
import type { MapContent, MapShape } from "../ui/map/elements";
import type { Compared, Verdict } from "./verdict";

const GAP = 168;
const WIDEST = 7;
const SUB_ROW = 0.46;
// On a map of more shapes what nobody has looked at steps back.
const CROWDED = 24;

const MARKS: Partial<Record<Verdict, MapShape["mark"]>> = {
  match: "match",
  partly: "match",
  missed: "missed",
  contradicted: "contradicted",
  doubted: "contradicted",
  agreed: "agreed",
};

export function causeMap(map: ImpactMap, rows: Compared[]): MapContent {
  const drawn = contentOf(map, undefined, new Set(), "rings");
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const keys = new Map(map.nodes.map((node) => [node.id, node.key]));
  const crowded = drawn.shapes.length > CROWDED;
  const shapes = drawn.shapes.map((shape): MapShape => {
    const row = byKey.get(keys.get(shape.id) ?? "");
    if (!row) return { ...shape, selected: shape.failed, dim: crowded };
    const dim = crowded && row.seen === null && !shape.failed;
    return judged({ ...shape, label: row.name, selected: shape.failed, dim }, row);
  });
  const present = new Set(keys.values());
  const elsewhere = rows.filter((row) => row.seen !== null && !present.has(row.key));
  const reach = Math.max(0, ...shapes.map(({ y }) => y), ...(drawn.rings ?? []));
  const gap = Math.max(GAP, (2 * reach) / WIDEST);
  const bottom = reach + 0.8 * gap;
  const wide = Math.min(WIDEST, elsewhere.length);
  const extra = elsewhere.map((row, index): MapShape => {
    const line = Math.floor(index / wide);
    const width = Math.min(wide, elsewhere.length - line * wide);
    const place = { x: ((index % wide) - (width - 1) / 2) * gap, y: bottom + line * SUB_ROW * gap };
    return judged({ id: row.key, label: row.name, state: "ok", ...place }, row);
  });
  const links = crowded ? drawn.links.map((link) => ({ ...link, dim: true })) : drawn.links;
  return { ...drawn, links, shapes: [...shapes, ...extra] };
}

function judged(shape: MapShape, row: Compared): MapShape {
  const mark = MARKS[row.verdict];
  if (!mark) return shape;
  return { ...shape, mark, selected: false, label: `${text.rootCause.verdicts[row.verdict]}\n${row.name}` };
}
