// The rule of a redundancy group as a form shows it, and as the plan says it.
import { text } from "../text";
import { words } from "../ui/format";

const t = text.whatIf.rule;

export const RULE_KINDS = ["count", "percent", "quorum", "all", "demand", "standby"] as const;
export type RuleKind = (typeof RULE_KINDS)[number];
export type RuleForm = { kind: RuleKind; amount: string; least: string };
type Rule = Record<string, unknown>;

export const NO_RULE: RuleForm = { kind: "count", amount: "1", least: "" };

/** A rule as the form's fields; what the form does not show is kept by `ruleOf`. */
export function formOf(rule: unknown): RuleForm {
  if (typeof rule !== "object" || rule === null) return NO_RULE;
  const { min_up: up, demand, min, active_passive: standby } = rule as Rule;
  if (standby === true) return { kind: "standby", amount: "", least: "" };
  if (demand !== undefined)
    return { kind: "demand", amount: String(demand), least: min === undefined ? "" : String(min) };
  if (up === "quorum") return { kind: "quorum", amount: "", least: "" };
  if (up === "100%") return { kind: "all", amount: "", least: "" };
  const percent = /^\s*([\d.]+)\s*%\s*$/.exec(String(up));
  if (percent?.[1]) return { kind: "percent", amount: percent[1], least: "" };
  return { kind: "count", amount: String(up ?? 1), least: "" };
}

/** The rule that a form says; null where a figure is missing or no number. */
export function ruleOf({ kind, amount, least }: RuleForm, before: unknown): Rule | null {
  const {
    min_up: _up,
    demand: _demand,
    min: _min,
    active_passive: _standby,
    n_full,
    ...rest
  } = asRule(before);
  const said = rule(kind, amount, least);
  if (!said) return null;
  const counts = "min_up" in said && n_full !== undefined ? { n_full } : {};
  return { ...said, ...counts, ...(kind === "standby" ? rest : withoutStandby(rest)) };
}

function rule(kind: RuleKind, amount: string, least: string): Rule | null {
  const figure = Number(amount);
  const usable = amount.trim() !== "" && Number.isFinite(figure) && figure >= 0;
  if (kind === "quorum") return { min_up: "quorum" };
  if (kind === "all") return { min_up: "100%" };
  if (kind === "standby") return { active_passive: true };
  if (!usable) return null;
  if (kind === "percent") return { min_up: `${figure}%` };
  if (kind === "count") return { min_up: figure };
  return { demand: figure, ...(least.trim() ? { min: Number(least) } : {}) };
}

function withoutStandby({ primary: _primary, failover_s: _failover, ...rest }: Rule): Rule {
  return rest;
}

function asRule(rule: unknown): Rule {
  return typeof rule === "object" && rule !== null ? (rule as Rule) : {};
}

/** A rule in words: "at least 2 up". */
export function ruleWords(rule: unknown): string {
  if (typeof rule !== "object" || rule === null) return t.none;
  const { kind, amount, least } = formOf(rule);
  if (kind === "count") return t.count(amount);
  if (kind === "percent") return t.percent(amount);
  if (kind === "demand") return t.demand(amount, least);
  return { quorum: t.quorum, all: t.all, standby: t.standby }[kind] ?? words(kind);
}
