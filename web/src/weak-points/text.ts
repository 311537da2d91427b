// Texts of the weak points.
import { number, plural } from "../ui/format";

export const weakPointsText = {
  title: "Weak points",
  about: "CIs that take services DOWN alone, the worst first: where one redundancy more helps most.",
  matching: (matching: number, total: number) =>
    `${number(matching, 0)} of ${plural(total, "such CI")} ${matching === 1 ? "fits" : "fit"} these filters.`,
  none: "No single CI takes a service down",
  noneAbout: (services: number) =>
    services === 0
      ? "There is no service yet. Add one, say what it depends on, and this page names what it hangs on."
      : `${plural(services, "service")} ${services === 1 ? "was" : "were"} looked at: each survives any single failure, as far as its relations are recorded.`,
  addService: "New service",
  seeServices: "See the services",
  noMatch: "No weak point fits these filters",
  clear: "Clear the filters",
  filters: "Filters",
  showFilters: "Filters",
  hideFilters: "Hide filters",
  fields: { class: "Class", site: "Stands on site", service: "Takes down" },
  more: (count: number) => `${number(count, 0)} more`,
  showMore: (count: number) => `Show ${number(count, 0)} more`,
  caption: "CIs that take services down alone, the worst first",
  place: "Place",
  classAndServices: (label: string, services: number) => `${label} · ${plural(services, "service")}`,
  ci: "CI",
  score: "Score",
  scoreHelp:
    "Sum over the services that it takes DOWN alone of criticality weight × (1 + log10(1 + users)). Each segment of the bar is one service.",
  bar: (score: string, services: number) => `Score ${score}, from ${plural(services, "service")}`,
  takesDown: "Takes down alone",
  gain: "Made redundant",
  gainHelp: "How many CIs fewer would take some service DOWN alone",
  gainSays: (points: number) => `${plural(points, "single point")} fewer`,
  gainDetail: (points: number, pairs: number, score: string) =>
    `Made redundant: ${plural(points, "single point")} fewer, ${plural(pairs, "pair")} of CI and service fewer, the scores of all CIs ${score} less.`,
  gainWorking: "working it out …",
  gainAsk: "open to see",
  open: (name: string) => `What ${name} takes down`,
  factors: "Service",
  weight: "Criticality weight",
  users: "Factor of users",
  product: "Score",
  sum: "Sum",
  hidden: (services: number) => `${plural(services, "service")} you may not see`,
  hiddenCis: (cis: number) =>
    `${plural(cis, "CI")} you may not see ${cis === 1 ? "stands" : "stand"} among them.`,
  down: (services: number) =>
    `${plural(services, "service")} ${services === 1 ? "is" : "are"} DOWN anyway; nothing counts for ${services === 1 ? "it" : "them"}.`,
  impact: "Impact",
  impactOf: (name: string) => `Impact with ${name} down`,
  export: "Export CSV",
  exporting: "Exporting …",
  exported: (rows: number) => `Exported ${plural(rows, "row")}.`,
  exportFailed: "The export stopped; no file was made.",
  columns: ["Place", "CI", "Key", "Class", "Score", "Services", "Takes down alone", "Single points fewer"],
  large: "This estate is ranked in the background",
  largeAbout: "It is too large to be ranked while you wait. The work runs as a job; you may leave this page.",
  start: "Rank it now",
  again: "Rank again",
  jobFailed: "The ranking did not finish.",
  ranked: "Ranked by a job, finished",
};
