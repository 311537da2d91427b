// What stands on a map, and the difference from what stands there already.
import type { Core, ElementDefinition } from "cytoscape";
import { text } from "../../text";
import type { StateName } from "../state";

export type MapShape = {
  id: string;
  label: string;
  state: StateName;
  x: number;
  y: number;
  members?: number;
  service?: boolean;
  failed?: boolean;
  selected?: boolean;
  dim?: boolean;
  /** A look of its own beside the state; the style sheet has one for each word. */
  mark?: "added" | "gone" | "match" | "missed" | "contradicted" | "agreed";
};
export type MapLink = {
  id: string;
  from: string;
  to: string;
  carries?: boolean;
  proof?: boolean;
  dim?: boolean;
  mark?: "added" | "gone";
  /** Words beside the line. */
  label?: string;
};
export type MapContent = { shapes: MapShape[]; links: MapLink[]; rings?: number[] };

export function elementsOf({ shapes, links, rings = [] }: MapContent): ElementDefinition[] {
  const known = new Set(shapes.map((shape) => shape.id));
  return [
    ...rings.flatMap((radius, hops) => (radius > 0 && hops > 0 ? ring(radius, hops) : [])),
    ...shapes.map((shape) => node(shape)),
    ...links.filter((link) => known.has(link.from) && known.has(link.to)).map(edge),
  ];
}

/** A ring and, beside its top, how many hops it is away. */
function ring(radius: number, hops: number): ElementDefinition[] {
  const angle = (-64 * Math.PI) / 180;
  const still = { group: "nodes" as const, selectable: false, grabbable: false };
  return [
    { ...still, data: { id: `ring:${hops}`, size: radius * 2 }, position: { x: 0, y: 0 }, classes: "ring" },
    {
      ...still,
      data: { id: `hops:${hops}`, label: text.ui.map.hops(hops) },
      position: { x: radius * Math.cos(angle), y: radius * Math.sin(angle) },
      classes: "ring hops",
    },
  ];
}

function node(shape: MapShape): ElementDefinition {
  const group = (shape.members ?? 1) > 1;
  const flags = {
    [`s-${shape.state}`]: true,
    service: shape.service,
    group,
    failed: shape.failed,
    selected: shape.selected,
    dim: shape.dim,
    [`m-${shape.mark}`]: shape.mark !== undefined,
  };
  return {
    group: "nodes",
    data: { id: shape.id, label: shape.label, weight: weightOf(shape, group) },
    position: { x: shape.x, y: shape.y },
    classes: names(flags),
    grabbable: false,
    selectable: false,
  };
}

/** Whose name is shown first where there is room for few. */
function weightOf(shape: MapShape, group: boolean): number {
  if (shape.dim) return 0;
  return (
    1 +
    (shape.mark ? 32 : 0) +
    (shape.selected ? 16 : 0) +
    (shape.failed ? 8 : 0) +
    (shape.service ? 4 : 0) +
    (group ? 2 : 0)
  );
}

function edge(link: MapLink): ElementDefinition {
  return {
    group: "edges",
    data: { id: `e:${link.id}`, source: link.from, target: link.to, label: link.label ?? "" },
    classes: names({
      carries: link.carries,
      proof: link.proof,
      dim: link.dim,
      [`m-${link.mark}`]: link.mark !== undefined,
    }),
    selectable: false,
  };
}

function names(flags: Record<string, boolean | undefined>): string {
  return Object.keys(flags)
    .filter((name) => flags[name])
    .join(" ");
}

/** Lets the map show these elements: what stays moves to its place, what is gone leaves. True when the set changed. */
export function show(cy: Core, elements: ElementDefinition[], glide: boolean): boolean {
  const wanted = new Map(elements.map((element) => [element.data.id as string, element]));
  let changed = false;
  cy.batch(() => {
    cy.elements().forEach((element) => {
      const next = wanted.get(element.id());
      if (!next || moved(element, next)) {
        element.remove();
        changed = true;
      }
    });
    for (const [id, element] of wanted) {
      const present = cy.getElementById(id);
      if (present.empty()) {
        cy.add(element);
        changed = true;
        continue;
      }
      const quiet = present.hasClass("quiet");
      present.classes(element.classes as string);
      present.toggleClass("quiet", quiet);
      present.data(element.data);
      if (present.isNode() && element.position) place(present, element.position, glide);
    }
  });
  return changed;
}

function moved(element: ReturnType<Core["elements"]>[number], next: ElementDefinition): boolean {
  return (
    element.isEdge() &&
    (element.data("source") !== next.data.source || element.data("target") !== next.data.target)
  );
}

type Position = { x: number; y: number };

function place(node: ReturnType<Core["getElementById"]>, position: Position, glide: boolean) {
  const now = node.position();
  if (Math.abs(now.x - position.x) < 0.5 && Math.abs(now.y - position.y) < 0.5) return;
  node.stop();
  if (glide) node.animate({ position }, { duration: 220, easing: "ease-out" });
  else node.position(position);
}
