// Texts of the page of one service.
import { number, plural } from "../ui/format";

export const servicePageText = {
  impact: "Impact",
  during: {
    title: (change: string) => `While ${change} is carried out`,
    about:
      "Single points, availability, cut sets and the fault tree are told with its plan laid over the graph and what it takes down DOWN. State, map and margin are as they are now.",
    notLaid:
      "Edits of its plan conflict with the graph as it is. What you see is told with what it takes down alone:",
    settle: (change: string) => `Settle it on the page of ${change}`,
    open: "The change",
    now: "As it is now",
  },
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
    leftOut: (count: number) => `The map leaves out ${plural(count, "CI")}; the lists are complete.`,
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
  long: {
    tooLarge:
      "This service stands on too much for an answer while you wait. A job works it out; you may leave this page meanwhile.",
    start: "Work it out in the background",
    again: "Start again",
    fewSamples: "More samples narrow the interval.",
    sharpen: "Draw ten million samples in the background",
    fewSets: "There are too many combinations to try while you wait.",
    tryAll: "Try more in the background",
  },
  soFar: (seconds: number) => `${number(seconds, 0)} s so far`,
  availability: {
    title: "Expected availability",
    working: "Working out the availability: exactly where that fits, else from samples.",
    down: "DOWN for about",
    aYear: (minutes: string) => `${minutes} a year`,
    interval: (low: string, high: string) => `Between ${low} and ${high} a year, with 95 % confidence.`,
    sampled: (samples: string) => `Estimated from ${samples} samples, each CI failing by itself.`,
    without: (count: number) =>
      `${plural(count, "CI")} below it can fail but ${count === 1 ? "has" : "have"} no figure and ${count === 1 ? "counts" : "count"} as never failing: the truth is worse.`,
    allFigures: "Every CI below it that can fail has a figure.",
  },
  importance: {
    title: "What its unavailability owes to each CI",
    none: "No CI below it has a figure for its unavailability.",
    ci: "CI",
    meaning: "What these measures mean",
    measures: {
      unavailability: { label: "Unavailability", means: "How likely the CI itself is DOWN at some moment." },
      fussell_vesely: {
        label: "Fussell-Vesely",
        means:
          "Share of the service's unavailability in which this CI has a part: what would go if it never failed.",
      },
      birnbaum: {
        label: "Birnbaum",
        means: "How much likelier the service is DOWN when the CI is DOWN than when it is up, from 0 to 1.",
      },
      raw: {
        label: "RAW",
        means:
          "Risk achievement worth: how many times as likely the service is DOWN once the CI is DOWN for sure.",
      },
      rrw: {
        label: "RRW",
        means: "Risk reduction worth: how many times less likely the service is DOWN if the CI never fails.",
      },
    },
    more: (count: number) => `Show ${number(count, 0)} more`,
  },
  cutSets: {
    title: "Minimal cut sets",
    working: "Looking for the smallest sets of failures that take it DOWN.",
    order: "CIs in a set",
    ofSize: (size: number, count: number) => `${plural(size, "CI")}: ${number(count, 0)}`,
    complete: "These are all minimal cut sets: no larger one exists.",
    counted: (order: number, more: number, largest: number) =>
      `Every set of up to ${plural(order, "CI")} is listed; ${number(more, 0)} larger ones, of up to ${number(largest, 0)} CIs, are known too.`,
    upTo: (order: number) => `Complete for sets of up to ${plural(order, "CI")}; larger ones may exist.`,
    hidden: (count: number) =>
      `${plural(count, "set")} with a CI you may not see ${count === 1 ? "is" : "are"} left out.`,
    truncated: "The list is cut; the counts are not.",
    caption: (size: number) => `Minimal cut sets of ${plural(size, "CI")}`,
    cis: (size: number) => (size === 1 ? "This CI alone" : "These CIs together"),
    probability: "All DOWN at once",
    probabilityHelp: "The product of their unavailabilities, where each of them has a figure.",
    never: (count: number) =>
      `${plural(count, "single point")} ${count === 1 ? "never fails by itself and is" : "never fail by themselves and are"} no part of a set (pools, names).`,
    and: "and",
    more: (count: string) => `Show ${count} more`,
  },
  faultTree: {
    title: "Fault tree",
    working: "Growing the fault tree from what the service stands on.",
    label: (service: string) => `Fault tree of ${service}`,
    caption: (service: string) => `Gates of the fault tree of ${service}`,
    shownAs: "Fault tree as",
    picture: "Picture",
    table: "Table",
    about: (gates: number, events: number) =>
      `${plural(gates, "gate")} over ${plural(events, "basic event")}: every CI below the service that can fail, and what its failure takes along.`,
    leftOut: (gates: number) =>
      `The ${plural(gates, "gate")} furthest from the service ${gates === 1 ? "is" : "are"} left out.`,
    showAll: (gates: string) => `Show ${gates} gates`,
    members: "Its redundant CIs",
    group: (name: string) => `${name}: redundant CIs`,
    downWhen: (gate: { kind: string; down_at: number; of: number }) => {
      if (gate.kind === "or") return gate.of === 1 ? "DOWN with this one" : `any of ${gate.of} DOWN`;
      if (gate.kind === "and") return gate.of === 2 ? "both DOWN" : `all ${gate.of} DOWN`;
      return `${gate.down_at} of ${gate.of} DOWN`;
    },
    circle: "in a circle of redundancy",
    again: "stands above already",
    noFigure: "no figure",
    beyond: (id: string) => `${id}, not drawn`,
    inputsLeftOut: (count: number) => `${number(count, 0)} more`,
    inputsHidden: (count: number) => `${number(count, 0)} you may not see`,
    impactOf: (name: string) => `Impact with ${name} down`,
    opened: "Its page",
    legend:
      "A curved gate is DOWN with any of its inputs, a flat one with all of them, one with a number with so many. A click on a gate opens or closes it; a click on a circle, a CI that fails by itself, says where to go.",
    reset: "As at first",
    gate: "Gate",
    down: "Goes DOWN with",
    inputs: "Inputs",
    itself: "(itself)",
    weight: (weight: number) => `(counts ${weight})`,
    more: (count: string) => `Show ${count} more`,
  },
  cutSetPicture: {
    title: "The likeliest cut sets",
    label: (service: string) =>
      `The likeliest cut sets of ${service}: it is DOWN when all CIs of one of them are DOWN. The table of cut sets holds the same.`,
    legend:
      "The likeliest sets of each size; the table holds them all. A curved gate: any of these; a flat one: all of these.",
    more: (count: number, size: number) => `${number(count, 0)} more of ${plural(size, "CI")}`,
    or: "any of these",
    and: "all of these together",
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
