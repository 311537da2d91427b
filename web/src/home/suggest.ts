// Which questions an estate invites.
import type { Ci, ServiceRow } from "../api/shapes";
import { text } from "../text";
import { listText } from "../ui/search-params";

export type Suggestion = { kind: "down" | "pair" | "ci"; cis: string; title: string; about: string };

const t = text.home;
const TELLING = [
  "power_feed",
  "hypervisor",
  "storage_array",
  "switch",
  "database",
  "server",
  "cluster",
  "virtual_machine",
];
const IN_PAIRS = ["switch", "power_feed", "firewall", "load_balancer", "router", "hypervisor", "database"];

/** One single failure, one pair of alike CIs, and the largest service. */
export function suggestionsFrom(services: ServiceRow[], cis: Ci[]): Suggestion[] {
  const one = firstOf(cis, TELLING);
  const pair = firstPair(cis);
  const service = [...services].sort(
    (a, b) => (b.criticality ?? 0) - (a.criticality ?? 0) || (b.users ?? 0) - (a.users ?? 0),
  )[0];
  return [
    ...(one
      ? [
          {
            kind: "down" as const,
            cis: one.key,
            title: t.suggestDown(one.name),
            about: t.suggestDownAbout(one.class_label),
          },
        ]
      : []),
    ...(pair
      ? [
          {
            kind: "pair" as const,
            cis: listText(pair.map((ci) => ci.key)) ?? "",
            title: t.suggestPair(pair[0].name, pair[1].name),
            about: t.suggestPairAbout,
          },
        ]
      : []),
    ...(service
      ? [
          {
            kind: "ci" as const,
            cis: service.key,
            title: t.suggestNeeds(service.name),
            about: t.suggestNeedsAbout,
          },
        ]
      : []),
  ];
}

function firstOf(cis: Ci[], classes: string[]): Ci | undefined {
  return classes.flatMap((name) => cis.filter((ci) => ci.class === name))[0];
}

function firstPair(cis: Ci[]): [Ci, Ci] | undefined {
  for (const name of IN_PAIRS) {
    const [first, second] = cis.filter((ci) => ci.class === name);
    if (first && second) return [first, second];
  }
  return undefined;
}
