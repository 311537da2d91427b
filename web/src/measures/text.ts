// Texts of measures.
import type { Dimension, Every } from "../api/measures";
import { number, plural } from "../ui/format";

const DIMENSION: Record<Dimension, string> = {
  team: "Team",
  priority: "Priority",
  category: "Category",
  service: "Service",
  agreement: "Agreement",
};
const NONE: Record<Dimension, string> = {
  team: "No team",
  priority: "No priority",
  category: "No category",
  service: "No service",
  agreement: "No agreement",
};
const ALL: Record<Dimension, string> = {
  team: "All teams",
  priority: "All priorities",
  category: "All categories",
  service: "All services",
  agreement: "All agreements",
};
const TURN: Record<Every, [string, string]> = {
  day: ["day", "days"],
  week: ["week", "weeks"],
  month: ["month", "months"],
};

export const measuresText = {
  title: "Measures",
  about: "How we are doing. Each figure has one definition and leads to its records.",
  inPast: "Measures are told as of now. Return to now, and choose a period that lies in the past.",
  role: "Measures for",
  roles: { desk: "Service desk", owner: "Service owner", board: "Change board" },
  all: "All measures",
  unknown: (name: string) => `There is no measure ${name}`,
  unknownAbout: "Choose one of those that there are.",

  period: "Period",
  lastDays: (days: number) => `${days} days`,
  between: "Dates",
  from: "From",
  to: "To",
  show: "Show",
  endFirst: "The end lies before the beginning.",
  bothNeeded: "Say both days.",
  dimension: "Tell apart by",
  together: "Nothing: all together",
  dimensions: DIMENSION,
  group: "Only",
  none: NONE,
  allOf: ALL,

  definition: (label: string) => `What “${label}” is`,
  of: "Of:",
  without: "Without:",
  formula: "How it is found",
  population: "Of what",
  exclusions: "What is left out",
  better: { up: "Higher is better.", down: "Lower is better." },

  noFigure: "No figure",
  value: "Figure",
  target: { up: (value: string) => `at least ${value}`, down: (value: string) => `at most ${value}` },
  met: (target: string) => `Target met: ${target}`,
  missed: (target: string) => `Target missed: ${target}`,
  notJudged: (target: string) => `Target: ${target}`,
  metShort: "met",
  missedShort: "missed",
  noTarget: "No target set",
  from_: (count: string) => `from ${count}`,
  median: "Median",
  ninety: "Nine in ten at most",

  trend: "Course",
  every: "Course by",
  turns: { day: "Day", week: "Week", month: "Month" },
  trendSays: (every: Every, low: string, high: string, last: string) =>
    `Course by ${TURN[every][0]}: lowest ${low}, highest ${high}, last ${last}.`,
  trendNone: (every: Every) => `Course by ${TURN[every][0]}: no figure in any.`,
  without_: (count: number, every: Every) =>
    count === 0 ? "" : ` No figure in ${count} ${TURN[every][count === 1 ? 0 : 1]}.`,
  weekFrom: (day: string) => `week from ${day}`,
  noCourse: "No course to draw: there is no figure in any part of the period.",
  targetWord: "Target",
  targetLine: "Dashed: target",
  asTable: "Table",
  asPicture: "Picture",
  shownAs: "Show the course as",
  when: "When",
  count: "Count",

  groups: (by: Dimension) => `By ${DIMENSION[by].toLowerCase()}`,
  apart: "Told apart",
  chooseDimension: "Choose what to tell the figure apart by:",
  wholeAgain: "Show all together",
  more: (count: number) => `${number(count, 0)} more`,
  notApart: (by: Dimension) => `Not told apart by ${DIMENSION[by].toLowerCase()}.`,

  records: "Records behind it",
  recordsTotal: (total: number) => `${plural(total, "record")} behind this figure.`,
  adds: "Adds",
  counts: "Counts",
  addsHelp: "What the record adds to the figure",
  yes: "yes",
  no: "no",
  noRecords: "No records stand behind it",
  notOfRecords: (counted: string) => `The figure counts ${counted} as they are, no records.`,
  noOutages: (counted: string) => `It is from ${counted}; no record tells of an outage of one in the period.`,
  columns: {
    key: "Key",
    title: "Title",
    state: "State",
    team: "Team",
    priority: "Priority",
    opened: "Opened",
  },

  export: "Export CSV",
  exporting: "Exporting …",
  exported: (rows: number) => `Exported ${plural(rows, "row")}.`,
  exportFailed: "The export stopped; no file was made.",
  csv: {
    tiles: ["Measure", "Group", "Value", "Unit", "Target", "Count", "Why there is none", "Period"],
    course: ["From", "To", "Value", "Unit", "Count", "Why there is none"],
    groups: ["Group", "Value", "Unit", "Target", "Count", "Why there is none", "Period"],
    records: ["Key", "Practice", "Title", "State", "Team", "Priority", "Opened", "Adds", "Unit"],
  },
};
