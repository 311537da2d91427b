// How the map looks on canvas: the shapes of StateMark, in the colours of the present scheme.
import type { StylesheetJson } from "cytoscape";
import { type StateName, stateColour } from "../state";

const NODE_STATES: StateName[] = ["down", "degraded", "at_risk", "unknown", "ok", "none"];

type Rule = StylesheetJson[number];

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#667";
}

/** Made anew when the scheme changes: a canvas knows no variables. */
export function mapStyle(scale = 1): StylesheetJson {
  const surface = colour("--surface");
  const ink = colour("--ink");
  const accent = colour("--accent-ink");
  return [
    ...base(surface, ink, scale),
    ...NODE_STATES.map((state): Rule => stateRule(state, surface, scale)),
    {
      selector: "node.service",
      style: { width: 19 * scale, height: 19 * scale, "font-weight": 700, "font-size": 12.5 * scale },
    },
    {
      selector: "node.group",
      style: { width: 24 * scale, height: 24 * scale, "border-style": "double", "border-width": 4 * scale },
    },
    {
      selector: "node.failed",
      style: {
        "underlay-color": colour("--state-down"),
        "underlay-opacity": 0.22,
        "underlay-padding": 6 * scale,
      },
    },
    ...edges(scale),
    { selector: "node.dim", style: { opacity: 0.35 } },
    { selector: "edge.dim", style: { opacity: 0.18 } },
    {
      selector: "edge.proof",
      style: {
        width: 2.2 * scale,
        "line-color": accent,
        "target-arrow-color": accent,
        opacity: 1,
        "z-index": 5,
      },
    },
    ...marks(surface, scale),
    ...verdicts(surface, scale),
    {
      selector: "node.selected",
      style: {
        "outline-color": accent,
        "outline-width": 2 * scale,
        "outline-offset": 2 * scale,
        "z-index": 9,
        opacity: 1,
      },
    },
    {
      selector: "node.ring",
      style: {
        shape: "ellipse",
        "background-opacity": 0,
        "border-width": scale,
        "border-style": "dashed",
        "border-color": colour("--line-strong"),
        "border-opacity": 0.7,
        width: "data(size)",
        height: "data(size)",
        label: "",
        "z-index": 0,
        events: "no",
      },
    },
    {
      selector: "node.hops",
      style: {
        width: 1,
        height: 1,
        "border-width": 0,
        label: "data(label)",
        color: colour("--ink-2"),
        "font-size": 9.5 * scale,
        "text-valign": "center",
        "text-margin-y": 0,
      },
    },
  ] as StylesheetJson;
}

function base(surface: string, ink: string, scale: number): Rule[] {
  return [
    {
      selector: "node",
      style: {
        width: 14 * scale,
        height: 14 * scale,
        label: "data(label)",
        color: ink,
        "font-family": "Inter Variable, system-ui, sans-serif",
        "font-size": 11 * scale,
        "text-valign": "bottom",
        "text-margin-y": 3 * scale,
        "text-max-width": `${104 * scale}px`,
        "text-wrap": "ellipsis",
        "text-background-color": surface,
        "text-background-opacity": 0.78,
        "text-background-padding": "1px",
        "overlay-opacity": 0,
        "z-index": 2,
      },
    },
    { selector: "node.quiet", style: { label: "" } },
  ];
}

function stateRule(state: StateName, surface: string, scale: number): Rule {
  const tone = colour(stateColour(state));
  const looks: Record<StateName, Record<string, unknown>> = {
    down: { shape: "rectangle", "background-color": tone },
    degraded: {
      shape: "rectangle",
      "background-fill": "linear-gradient",
      "background-gradient-direction": "to-bottom",
      "background-gradient-stop-colors": `${surface} ${surface} ${tone} ${tone}`,
      "background-gradient-stop-positions": "0% 50% 50% 100%",
      "border-width": 1.3 * scale,
      "border-color": tone,
    },
    at_risk: { shape: "triangle", "background-color": tone, width: 16 * scale, height: 15 * scale },
    unknown: {
      shape: "ellipse",
      "background-color": surface,
      "border-width": 1.6 * scale,
      "border-style": "dashed",
      "border-color": tone,
    },
    ok: { shape: "ellipse", "background-color": surface, "border-width": 1.6 * scale, "border-color": tone },
    none: { shape: "ellipse", "background-color": tone, width: 12 * scale, height: 12 * scale },
  };
  return { selector: `node.s-${state}`, style: looks[state] } as Rule;
}

function edges(scale: number): Rule[] {
  const line = colour("--edge");
  const carried = colour("--state-down");
  return [
    {
      selector: "edge",
      style: {
        width: 0.8 * scale,
        "line-color": line,
        "curve-style": "bezier",
        "target-arrow-shape": "triangle",
        "target-arrow-color": line,
        "arrow-scale": 0.55 * Math.sqrt(scale),
        opacity: 0.6,
        "overlay-opacity": 0,
        events: "no",
        "z-index": 1,
      },
    },
    {
      selector: "edge.carries",
      style: { width: 1.3 * scale, "line-color": carried, "target-arrow-color": carried, opacity: 0.85 },
    },
  ];
}

/** What is new and what goes: thick or broken lines, and a word on each. */
function marks(surface: string, scale: number): Rule[] {
  const accent = colour("--accent-ink");
  const faded = colour("--ink-2");
  const words = {
    label: "data(label)",
    "font-family": "Inter Variable, system-ui, sans-serif",
    "font-size": 10 * scale,
    "text-background-color": surface,
    "text-background-opacity": 0.9,
    "text-background-padding": "2px",
    opacity: 1,
  };
  return [
    {
      selector: "edge.m-added",
      style: {
        ...words,
        width: 2.4 * scale,
        color: accent,
        "line-color": accent,
        "target-arrow-color": accent,
      },
    },
    {
      selector: "edge.m-gone",
      style: { ...words, width: 1.4 * scale, color: faded, "line-color": faded, "line-style": "dashed" },
    },
    {
      selector: "node.m-added",
      style: { "underlay-color": accent, "underlay-opacity": 0.22, "underlay-padding": 6 * scale },
    },
    { selector: "node.m-gone", style: { opacity: 0.55 } },
  ] as Rule[];
}

const CROSS = "-1 -0.55 -0.55 -1 0 -0.45 0.55 -1 1 -0.55 0.45 0 1 0.55 0.55 1 0 0.45 -0.55 1 -1 0.55 -0.45 0";

/** What is predicted against what is seen, in the shapes of VerdictMark; the word stands above the name. */
function verdicts(surface: string, scale: number): Rule[] {
  const shared = (tone: string) => ({
    width: 17 * scale,
    height: 17 * scale,
    opacity: 1,
    "z-index": 8,
    "font-weight": 700,
    "text-wrap": "wrap",
    "text-max-width": `${150 * scale}px`,
    "background-fill": "solid",
    "border-style": "solid",
    "border-color": colour(tone),
  });
  return [
    {
      selector: "node.m-match",
      style: {
        ...shared("--state-ok"),
        shape: "rectangle",
        "background-color": colour("--state-ok"),
        "border-width": 0,
        "outline-color": colour("--state-ok"),
        "outline-width": 1.6 * scale,
        "outline-offset": 2.4 * scale,
      },
    },
    {
      selector: "node.m-missed",
      style: {
        ...shared("--state-down"),
        shape: "diamond",
        "background-color": surface,
        "border-width": 2.4 * scale,
      },
    },
    {
      selector: "node.m-contradicted",
      style: {
        ...shared("--state-down"),
        shape: "polygon",
        "shape-polygon-points": CROSS,
        "background-color": colour("--state-down"),
        "border-width": 0,
      },
    },
    {
      selector: "node.m-agreed",
      style: {
        ...shared("--state-ok"),
        shape: "ellipse",
        "background-color": colour("--state-ok"),
        "border-width": 4 * scale,
        "border-color": surface,
        "outline-color": colour("--state-ok"),
        "outline-width": 1.6 * scale,
        "outline-offset": 0,
      },
    },
  ] as Rule[];
}
