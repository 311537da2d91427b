// Texts of the page of one service.
import { number, plural } from "../ui/format";

export const servicePageText = {
  impact: "Impact",
  ciPage: "Its CI page",
  criticality: "Criticality",
  users: "Users",
  owner: "Owner",
  margin: "Margin",
  state: "State now",
  standsOn: "Stands on",
  cis: (count: number) => plural(count, "CI"),
  coverage: "Coverage",
  covered: (known: number, all: number) => `${number(known, 0)} of ${plural(all, "CI")} fully recorded`,
  coveredAll: (all: number) => `all ${plural(all, "CI")} fully recorded`,
  changed: "Changed in 24 h",
  notSaid: "–",
  downBecause: "It is DOWN or DEGRADED now. The explorer shows why.",
  map: {
    title: "What it stands on",
    label: (shapes: number, links: number) =>
      `Map of ${plural(shapes, "CI")} and ${plural(links, "relation")}, from infrastructure up to the service. The lists beside it hold the same facts.`,
    truncated: "The map leaves out what stands farthest below. The lists are complete.",
    help: "A click on a CI says what it means for the service; a click on a group opens it.",
    reset: "Close the groups",
    group: (label: string, members: number) => `${label} × ${number(members, 0)}`,
    alone: "takes it DOWN alone",
  },
  picked: {
    title: "On the map",
    single: "Its failure alone takes the service DOWN.",
    held: "Its failure alone does not take the service DOWN.",
    withItDown: "With it down:",
    itself: "The service itself.",
    lacks: (relations: string) => `Something expected is not recorded: ${relations}.`,
    close: "Close",
    impactOf: (name: string) => `Impact with ${name} down`,
    opened: "Its page",
  },
  points: {
    title: "Single points of failure",
    none: "No other CI takes it DOWN alone.",
    hidden: (count: number) =>
      `${plural(count, "CI")} you may not see ${count === 1 ? "is" : "are"} among them.`,
    hops: (hops: number) => `${plural(hops, "hop")} below`,
    noReason: "Its reasons are shown for the nearest only; the explorer shows them for every CI.",
    more: (count: number) => `Show ${number(count, 0)} more`,
  },
  lacking: {
    title: "Not fully recorded",
    about:
      "CIs below the service that lack a relation which their class expects: what they stand on is not known.",
    none: "Every CI below it has the relations that its class expects.",
    lacks: (relations: string) => `lacks: ${relations}`,
    hidden: (count: number) => `${plural(count, "CI")} you may not see.`,
  },
};
