// The difference in one sentence, and single points gathered by CI.
import type { PlanDifference, PlanPoints } from "../api/shapes";
import { text } from "../text";
import { byState, stateName } from "../ui/state";

const t = text.whatIf.difference;

/** Who is hit and who is spared: services by name, other CIs by number. */
export function differenceWords({
  services,
  newly_affected,
  no_longer_affected,
  changed,
}: PlanDifference): string {
  if (newly_affected.length + no_longer_affected.length + changed.length === 0) return t.none;
  const named = (list: typeof services, say: (name: string, more: number) => string) =>
    list[0] ? say(list[0].name || list[0].key, list.length - 1) : "";
  const worse = services.filter(({ was, state }) => byState(stateName(state), stateName(was)) < 0);
  const better = services.filter(({ was, state }) => byState(stateName(state), stateName(was)) > 0);
  const known = new Set(services.map(({ key }) => key));
  const others = (list: { key: string }[]) => list.filter(({ key }) => !known.has(key)).length;
  const rest = t.others(others(newly_affected), others(no_longer_affected));
  const said = [named(worse, t.worse), named(better, t.better)].filter(Boolean).join(" ") || t.noService;
  return rest ? `${said} ${rest}.` : said;
}

export type PointOfServices = { key: string; services: string[]; isNew: boolean };

/** Each CI once with the services concerned, new ones first. */
export function pointsByCi({ new: made, healed }: PlanPoints): PointOfServices[] {
  const found = new Map<string, PointOfServices>();
  for (const [list, isNew] of [
    [made, true],
    [healed, false],
  ] as const)
    for (const { key, service } of list) {
      const entry = found.get(`${isNew} ${key}`) ?? { key, services: [], isNew };
      entry.services.push(service);
      found.set(`${isNew} ${key}`, entry);
    }
  return [...found.values()];
}
