// Texts of the root cause page.
import { number, percent, plural } from "../ui/format";

const cis = (count: number) => plural(count, "CI");

export const rootCauseText = {
  title: "Root cause",
  about:
    "Say what is DOWN and what is healthy; see what may have caused it, and what speaks for and against it.",
  observations: "What is seen",
  seen: { down: "Seen DOWN", up: "Seen healthy" },
  add: { down: "Add what is DOWN", up: "Add what is healthy" },
  addHelp: {
    down: "Type to search, or paste several at once.",
    up: "What still works tells causes apart.",
  },
  remove: (name: string) => `Not seen: ${name}`,
  clear: "Clear",
  empty: "Nothing is marked yet",
  emptyAbout:
    "Mark what you see DOWN: type it, paste a list or the text of an alert. Then mark what still works, and click on the map for more.",
  onlyUp: "Mark at least one CI that is DOWN. What is healthy tells causes apart, but names none.",
  causes: "Probable causes",
  best: {
    all: (names: string) => `${names} explains everything that is seen.`,
    part: (names: string, explains: number, of: number, against: number) =>
      `${names} fits best: it explains ${number(explains, 0)} of ${number(of, 0)} that are DOWN${
        against > 0 ? `, but ${number(against, 0)} seen healthy would be DOWN too` : ""
      }.`,
    poor: (names: string, explains: number, of: number) =>
      `Nothing fits well. ${names} is nearest: it explains ${number(explains, 0)} of ${number(of, 0)} that are DOWN.`,
    none: "No cause is found that you may see.",
  },
  equal: (count: number) =>
    `${number(count, 0)} more ${count === 1 ? "fits" : "fit"} as well. Mark what still works to tell them apart.`,
  poorAbout:
    "An observation may be wrong or out of date, a relation may be missing, or several things failed at once. Mark more of what works, or leave out what you are not sure of.",
  and: " and ",
  score: (score: number) => `fits ${percent(Math.round(score * 100) / 100)}`,
  explains: (count: number, of: number) => `explains ${number(count, 0)} of ${number(of, 0)}`,
  partly: (count: number) => `${number(count, 0)} only in part`,
  misses: (count: number) => `misses ${number(count, 0)}`,
  contradicts: (count: number) => (count === 0 ? "contradicts none" : `contradicts ${number(count, 0)}`),
  doubts: (count: number) => `doubts ${number(count, 0)}`,
  predicts: (count: number) => `predicts ${cis(count)}`,
  prior: (prior: number) => `Recent changes: ${number(prior, 2)}`,
  reasons: "Why",
  takeDown: "Take it down in the explorer",
  openPage: "Open its page",
  hidden: (count: number) =>
    `${plural(count, "cause")} with a CI that you may not see ${count === 1 ? "is" : "are"} left out.`,
  hours: "Changes that count",
  hoursOf: { "24": "Last 24 hours", "72": "Last 3 days", "168": "Last 7 days" } as const,
  map: "Predicted against seen",
  mapLabel: (names: string, shapes: number) =>
    `Map of ${cis(shapes)}: what ${names} would take down, against what is seen. The table below holds the same facts.`,
  click: "A click on the map says",
  clickDown: "is DOWN",
  clickUp: "is healthy",
  clickHelp: "Hold Shift for the other; the same click again takes it back",
  legend: "Predicted against seen",
  table: "Predicted against seen, CI by CI",
  columns: { ci: "CI", predicted: "Predicted", seen: "Seen", verdict: "Verdict" },
  nobody: "not looked at",
  onlyPredicted: "predicted, not looked at",
  more: (count: number) => `Show ${number(count, 0)} more`,
  verdicts: {
    contradicted: "contradicted",
    missed: "missed",
    doubted: "doubted",
    partly: "in part",
    match: "matches",
    agreed: "agrees",
    open: "open",
  },
  verdictHelp: {
    contradicted: "predicted DOWN, seen healthy",
    missed: "seen DOWN, not predicted",
    doubted: "predicted DEGRADED, seen healthy",
    partly: "seen DOWN, predicted DEGRADED",
    match: "predicted and seen DOWN",
    agreed: "seen healthy, and not predicted to be hit",
    open: "predicted, nobody has looked",
  },
};
