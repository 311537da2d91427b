// From a single point of failure up to the service: the CIs on its proof.
import type { SinglePoint, SinglePoints } from "../api/shapes";

export function pointOf(points: SinglePoints | undefined, ci: string | undefined): SinglePoint | undefined {
  return points?.points.find((point) => point.key === ci);
}

export function proofOf(points: SinglePoints | undefined, ci: string | undefined): Set<string> {
  const point = pointOf(points, ci);
  return new Set(point?.steps.length ? [...point.steps.map((step) => step.key), point.key] : []);
}

/** A relation that is expected, in words; `runs_on|hosted_on` is one of them. */
export function lackedWords(name: string): string {
  return name.replaceAll("_", " ").split("|").join(" or ");
}
