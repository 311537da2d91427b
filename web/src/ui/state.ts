// The states in words, order and shape; the map and the lists share them.
import { text } from "../text";

export const STATES = ["down", "degraded", "at_risk", "unknown", "ok"] as const;
export type StateName = (typeof STATES)[number] | "none";

export function stateName(value: string | null | undefined): StateName {
  const name = (value ?? "none").toLowerCase().replaceAll(/[\s-]+/g, "_");
  return (STATES as readonly string[]).includes(name) ? (name as StateName) : "none";
}

export function stateWord(state: StateName): string {
  return text.ui.states[state];
}

/** Worst first. */
export function byState(a: StateName, b: StateName): number {
  return rank(a) - rank(b);
}

function rank(state: StateName): number {
  const index = (STATES as readonly string[]).indexOf(state);
  return index < 0 ? STATES.length : index;
}

/** The style sheet's name of a state's colour. */
export function stateColour(state: StateName): string {
  return `--state-${state.replaceAll("_", "-")}`;
}
