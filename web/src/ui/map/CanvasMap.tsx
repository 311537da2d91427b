// A map of CIs on canvas, at the positions it is given. The tables beside it hold the same facts for those who cannot see it.
import { ActionIcon, Stack, useComputedColorScheme } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { IconFocusCentered, IconMinus, IconPlus } from "@tabler/icons-react";
import cytoscape, { type Core, type NodeSingular } from "cytoscape";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import { text } from "../../text";
import classes from "./CanvasMap.module.css";
import { elementsOf, type MapContent, show } from "./elements";
import { roomForLabels } from "./labels";
import { mapStyle } from "./style";

export type MapHandle = { picture: () => Promise<Blob> };
type Props = {
  content: MapContent;
  label: string;
  onPick: (id: string, shift: boolean) => void;
  handle?: Ref<MapHandle>;
};

const GLIDE_MOST = 400;
const t = text.ui.map;

export function CanvasMap({ content, label, onPick, handle }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<Core | null>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  const scheme = useComputedColorScheme("light");
  const still = useReducedMotion();

  useEffect(() => {
    if (!box.current) return;
    const cy = createMap(box.current, (id, shift) => pick.current(id, shift));
    map.current = cy;
    const watch = new ResizeObserver(() => {
      cy.resize();
      showAll(cy);
    });
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      cy.destroy();
      map.current = null;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme decides the colours that mapStyle reads
  useEffect(() => {
    if (map.current) map.current.style(mapStyle(scaleOf(map.current)));
  }, [scheme]);

  useEffect(() => {
    const cy = map.current;
    if (!cy) return;
    const glide = !still && content.shapes.length <= GLIDE_MOST;
    if (show(cy, elementsOf(content), glide)) showAllSoon(cy, content);
    cy.emit("zoom");
  }, [content, still]);

  useImperativeHandle(handle, () => ({ picture: () => picture(map.current) }), []);

  const zoom = (factor: number) => {
    const cy = map.current;
    if (cy)
      cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  };
  return (
    <div className={classes.frame}>
      <div ref={box} className={classes.canvas} role="img" aria-label={label} data-testid="map" />
      <Stack gap={3} className={classes.tools}>
        <ActionIcon variant="default" aria-label={t.zoomIn} onClick={() => zoom(1.3)}>
          <IconPlus size={15} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label={t.zoomOut} onClick={() => zoom(1 / 1.3)}>
          <IconMinus size={15} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label={t.fit} onClick={() => map.current && showAll(map.current)}>
          <IconFocusCentered size={15} />
        </ActionIcon>
      </Stack>
    </div>
  );
}

/** Fits what is to come, not where shapes still glide from. */
function showAllSoon(cy: Core, content: MapContent) {
  if (content.shapes.length === 0) return;
  setTimeout(() => {
    if (cy.destroyed()) return;
    showAll(cy);
    cy.emit("zoom");
  }, 240);
  showAll(cy);
}

function showAll(cy: Core) {
  cy.fit(cy.nodes().not(".ring"), 46);
  if (cy.zoom() > 1.5) {
    cy.zoom(1.5);
    cy.center(cy.nodes().not(".ring"));
  }
}

/** Cytoscape would add a style tag without a nonce, which the page's policy refuses; where one stands already it does not. */
function reserveStyleTag() {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id)) return;
  const tag = document.createElement("meta");
  tag.id = id;
  document.head.append(tag);
}

function createMap(container: HTMLElement, pick: (id: string, shift: boolean) => void): Core {
  reserveStyleTag();
  const cy = cytoscape({
    container,
    style: mapStyle(),
    layout: { name: "preset" },
    minZoom: 0.05,
    maxZoom: 4,
    boxSelectionEnabled: false,
    autoungrabify: true,
    textureOnViewport: false,
    hideEdgesOnViewport: false,
  });
  keepSizes(cy);
  cy.on("tap", "node", (event) =>
    pick(event.target.id(), Boolean((event.originalEvent as MouseEvent)?.shiftKey)),
  );
  cy.on("mouseover", "node", () => container.classList.add(classes.over ?? ""));
  cy.on("mouseout", "node", () => container.classList.remove(classes.over ?? ""));
  return cy;
}

const SMALLEST = 0.55;
const LARGEST = 8;

/** Shapes and names keep their size on the screen while the map is zoomed; positions alone move apart. */
function scaleOf(cy: Core): number {
  return Math.min(LARGEST, Math.max(SMALLEST, 1 / cy.zoom()));
}

function keepSizes(cy: Core) {
  let used = 1;
  let named = 0;
  const adjust = () => {
    if (cy.destroyed()) return;
    const wanted = scaleOf(cy);
    if (Math.abs(wanted / used - 1) > 0.1) {
      used = wanted;
      cy.style(mapStyle(wanted));
    }
    cancelAnimationFrame(named);
    named = requestAnimationFrame(() => !cy.destroyed() && nameShapes(cy));
  };
  cy.on("zoom", adjust);
}

function nameShapes(cy: Core) {
  const nodes = cy.nodes().not(".ring");
  const shapes = nodes.toArray().map((each) => {
    const node = each as NodeSingular;
    return { id: node.id(), ...node.position(), label: node.data("label"), weight: node.data("weight") };
  });
  const shown = roomForLabels(shapes, cy.zoom());
  cy.batch(() => {
    nodes.forEach((node) => {
      node.toggleClass("quiet", !shown.has(node.id()));
    });
  });
}

async function picture(cy: Core | null): Promise<Blob> {
  if (!cy) throw new Error("no map");
  const bg = getComputedStyle(document.documentElement).getPropertyValue("--surface").trim();
  return cy.png({ output: "blob-promise", full: true, scale: 2, bg, maxWidth: 6000, maxHeight: 6000 });
}
