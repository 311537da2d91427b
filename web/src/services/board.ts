// The board's rows: which are shown, in which order.
import type { ServiceRow } from "../api/shapes";
import { byState, type StateName, stateName } from "../ui/state";
import type { LevelledRow } from "./levels";
import type { ServicesSearch } from "./search";
import { servicesText as t } from "./text";

/** What the board says of a service: its state, else that redundancy below it is used up. */
export function boardState(service: ServiceRow): StateName {
  if (service.state !== "ok") return stateName(service.state);
  return service.at_risk > 0 ? "at_risk" : "ok";
}

/** How many failures a service is away from DOWN, as a badge; `more` where somebody has counted further than to 1. */
export function awayBadge(
  service: Pick<ServiceRow, "failures_away">,
  more?: number | string | null,
): { words: string; colour: string } {
  if (service.failures_away === 0) return { words: t.isDown, colour: "red" };
  if (service.failures_away === 1) return { words: t.away(1), colour: "orange" };
  return { words: awayWords(more), colour: "green" };
}

function awayWords(more: number | string | null | undefined): string {
  if (typeof more === "number") return t.away(more);
  return more ? t.awayMore(more) : t.furtherAway;
}

/** Why it is so far away: what has used redundancy up comes before what design leaves out. */
export function marginWords(service: ServiceRow): string {
  if (service.failures_away === 0) return "";
  if (service.at_risk > 0) return t.usedUp(service.at_risk);
  if (service.failures_away === 1) return t.oneAway(service.single_points);
  return t.survives;
}

export function counts(
  services: ServiceRow[],
): Record<"down" | "degraded" | "at_risk" | "unknown" | "ok", number> {
  const found = { down: 0, degraded: 0, at_risk: 0, unknown: 0, ok: 0 };
  for (const service of services) {
    const state = boardState(service);
    if (state !== "none" && state !== "unknown") found[state] += 1;
    if (service.unknown > 0) found.unknown += 1;
  }
  return found;
}

export function shownServices(services: LevelledRow[], { show, sort }: ServicesSearch): LevelledRow[] {
  const wanted = services.filter((service) => {
    if (!show) return true;
    return show === "unknown" ? service.unknown > 0 : boardState(service) === show;
  });
  const field = (sort ?? "").replace(/^-/, "");
  const direction = sort?.startsWith("-") ? -1 : 1;
  return wanted.sort((a, b) => direction * compare(a, b, field) || worstFirst(a, b));
}

function compare(a: LevelledRow, b: LevelledRow, field: string): number {
  switch (field) {
    case "name":
      return a.name.localeCompare(b.name);
    case "owner":
      return (a.owner ?? "").localeCompare(b.owner ?? "");
    case "criticality":
    case "users":
    case "single_points":
    case "unknown":
    case "stands_on":
    case "changed_24h":
      return (a[field] ?? 0) - (b[field] ?? 0);
    case "incidents":
    case "changes":
      return (a.level?.[field] ?? 0) - (b.level?.[field] ?? 0);
    case "availability":
      return (a.level?.availability ?? 2) - (b.level?.availability ?? 2);
    default:
      return 0;
  }
}

function worstFirst(a: ServiceRow, b: ServiceRow): number {
  return (
    byState(boardState(a), boardState(b)) ||
    (b.criticality ?? 0) - (a.criticality ?? 0) ||
    (b.users ?? 0) - (a.users ?? 0) ||
    a.name.localeCompare(b.name)
  );
}
