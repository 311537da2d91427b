// How the map looks on canvas: the shapes of StateMark, in the colours of the present scheme.
import type { StylesheetJson } from "cytoscape";
import { type StateName, stateColour } from "../state";

const NODE_STATES: StateName[] = ["down", "degraded", "at_risk", "unknown", "ok", "none"];

type Rule = StylesheetJson[number];

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#667";
}

/** Made anew when the scheme changes: a canvas knows no variables. */
export function mapStyle(): StylesheetJson {
  const surface = colour("--surface");
  const ink = colour("--ink");
  const accent = colour("--accent-ink");
  return [
    ...base(surface, ink),
    ...NODE_STATES.map((state): Rule => stateRule(state, surface)),
    { selector: "node.service", style: { width: 30, height: 30, "font-weight": 700, "font-size": 15 } },
    { selector: "node.group", style: { width: 36, height: 36, "border-style": "double", "border-width": 5 } },
    {
      selector: "node.failed",
      style: { "underlay-color": colour("--state-down"), "underlay-opacity": 0.22, "underlay-padding": 9 },
    },
    ...edges(),
    { selector: "node.dim", style: { opacity: 0.35 } },
    { selector: "edge.dim", style: { opacity: 0.18 } },
    {
      selector: "edge.proof",
      style: { width: 3, "line-color": accent, "target-arrow-color": accent, opacity: 1, "z-index": 5 },
    },
    {
      selector: "node.selected",
      style: { "outline-color": accent, "outline-width": 3, "outline-offset": 3, "z-index": 9, opacity: 1 },
    },
    {
      selector: "node.ring",
      style: {
        shape: "ellipse",
        "background-opacity": 0,
        "border-width": 1,
        "border-style": "dashed",
        "border-color": colour("--line-strong"),
        "border-opacity": 0.7,
        width: "data(size)",
        height: "data(size)",
        label: "data(label)",
        color: colour("--ink-2"),
        "font-size": 12,
        "text-valign": "top",
        "text-margin-y": 4,
        "z-index": 0,
        events: "no",
      },
    },
  ] as StylesheetJson;
}

function base(surface: string, ink: string): Rule[] {
  return [
    {
      selector: "node",
      style: {
        width: 22,
        height: 22,
        label: "data(label)",
        color: ink,
        "font-family": "Inter Variable, system-ui, sans-serif",
        "font-size": 13,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-max-width": "118px",
        "text-wrap": "ellipsis",
        "text-background-color": surface,
        "text-background-opacity": 0.78,
        "text-background-padding": "1px",
        "min-zoomed-font-size": 7,
        "overlay-opacity": 0,
        "z-index": 2,
      },
    },
    { selector: "node.quiet", style: { "min-zoomed-font-size": 9, "font-size": 12 } },
  ];
}

function stateRule(state: StateName, surface: string): Rule {
  const tone = colour(stateColour(state));
  const looks: Record<StateName, Record<string, unknown>> = {
    down: { shape: "rectangle", "background-color": tone },
    degraded: {
      shape: "rectangle",
      "background-fill": "linear-gradient",
      "background-gradient-direction": "to-bottom",
      "background-gradient-stop-colors": `${surface} ${surface} ${tone} ${tone}`,
      "background-gradient-stop-positions": "0% 50% 50% 100%",
      "border-width": 1.5,
      "border-color": tone,
    },
    at_risk: { shape: "triangle", "background-color": tone, width: 25, height: 23 },
    unknown: {
      shape: "ellipse",
      "background-color": surface,
      "border-width": 2,
      "border-style": "dashed",
      "border-color": tone,
    },
    ok: { shape: "ellipse", "background-color": surface, "border-width": 2, "border-color": tone },
    none: { shape: "ellipse", "background-color": tone, width: 18, height: 18 },
  };
  return { selector: `node.s-${state}`, style: looks[state] } as Rule;
}

function edges(): Rule[] {
  const line = colour("--edge");
  const carried = colour("--state-down");
  return [
    {
      selector: "edge",
      style: {
        width: 1,
        "line-color": line,
        "curve-style": "bezier",
        "target-arrow-shape": "triangle",
        "target-arrow-color": line,
        "arrow-scale": 0.7,
        opacity: 0.6,
        "overlay-opacity": 0,
        events: "no",
        "z-index": 1,
      },
    },
    {
      selector: "edge.carries",
      style: { width: 1.8, "line-color": carried, "target-arrow-color": carried, opacity: 0.85 },
    },
  ];
}
