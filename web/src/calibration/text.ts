// Texts of the page on whether outcomes of changes carry a probability.
import { number, plural } from "../ui/format";

export const calibrationText = {
  title: "Calibration of risk",
  about:
    "Whether what became of past changes turns the points of a risk into a probability, and how well that holds.",
  make: "Calibrate now",
  made: "The outcomes are fitted anew.",
  none: "Nothing has been calibrated yet",
  noneAbout:
    "Points of a risk become a probability only where the organisation's own outcomes carry one: at least 200 changes that are over, a model fitted on the earlier ones, and better than the base rate on the later ones.",
  mayNot: "Ask a change manager to calibrate.",
  verdict: "Verdict",
  carried: "A risk has a probability.",
  refused: "A risk has no probability.",
  because: (reason: string) => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
  counts: (changes: number, failed: number, rate: string) =>
    changes === 0
      ? "No change is over that was decided with its points."
      : `${plural(changes, "change")} ${changes === 1 ? "is" : "are"} over, of which ${number(failed)} did not succeed (${rate}).`,
  at: "Calibrated",
  missing: "What is missing",
  missingAbout:
    "Until then a change shows points and their reasons, never a probability. Approve, carry out and close changes with their outcomes, then calibrate again.",
  diagram: "Reliability",
  diagramAbout: (count: number) =>
    `The ${plural(count, "later change")}, in fifths by what was said of them before their outcome was known. On the diagonal what was said is what happened.`,
  picture: (points: string) => `Reliability: ${points}`,
  point: (said: string, share: string) => `said ${said}, ${share} did not succeed`,
  said: "Said",
  happened: "Did not succeed",
  changes: "Changes",
  share: "Share",
  interval: "95 % interval",
  axisSaid: "What was said",
  axisHappened: "What happened",
  scores: "Against the base rate",
  scoresAbout:
    "On the later changes. Brier: the mean squared error of what was said, lower is better. AUC: how often a change that failed was thought likelier to fail than one that did not, 0.5 is chance.",
  what: "Forecast",
  brier: "Brier",
  auc: "AUC",
  forecasts: {
    model: "Factors, each with its weight",
    points: "Sum of the points",
    base_rate: "Base rate",
  } as Record<string, string>,
  factors: "Factors",
  factorsAbout:
    "By how much one point multiplies the odds of not succeeding. Where the interval holds 1, nothing is shown either way.",
  factor: "Factor",
  ratio: "Odds for each point",
  effect: "Effect",
  raises: "raises",
  lowers: "lowers",
  open: "not shown",
};
