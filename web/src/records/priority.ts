// How urgent a record is, worked out as the server does it, so that it can be shown before the record is opened.
import type { ServiceHit } from "../api/shapes";
import { text } from "../text";

/** From a sum of scores on, this impact; below all, 3. */
const LEVELS = [
  { least: 16, level: 1 },
  { least: 4, level: 2 },
];

export function impactLevel(services: Pick<ServiceHit, "score">[]): number {
  const score = services.reduce((sum, service) => sum + service.score, 0);
  return LEVELS.find(({ least }) => score >= least)?.level ?? 3;
}

/** Priority 1 (critical) to 5 (planning) from impact and urgency, 1 (high) to 3 (low). */
export function priorityOf(impact: number, urgency: number): number {
  return impact + urgency - 1;
}

export function priorityWord(priority: number): string {
  return text.records.priorities[priority - 1] ?? String(priority);
}

export function levelWord(level: unknown): string {
  return text.records.levels[String(level)] ?? String(level ?? "–");
}
