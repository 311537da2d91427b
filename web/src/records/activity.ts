// An entry of a record's timeline in words.
import type { Activity, Practice } from "../api/shapes";
import { text } from "../text";
import { local, percent, sentence, words } from "../ui/format";
import { levelWord } from "./priority";

const t = text.records.timeline;

export function happened(entry: Activity, practice: Practice): { head: string; more: string } {
  const { facts } = entry;
  switch (entry.kind) {
    case "opened":
      return {
        head: t.opened,
        more: [impactSaid(facts.impact), assignment(facts)].filter(Boolean).join(" "),
      };
    case "transition":
      return {
        head: capital(
          t.step(
            stepLabel(practice, facts.step),
            stateLabel(practice, facts.from),
            stateLabel(practice, facts.to),
          ),
        ),
        more: "",
      };
    case "assignment":
      return { head: assignment(facts) || words(entry.kind), more: "" };
    case "note":
      return { head: t.note, more: "" };
    case "attachment":
      return "removed" in facts
        ? { head: t.fileRemoved, more: asName(facts.name) ?? "" }
        : { head: t.kinds.attachment ?? words(entry.kind), more: "" };
    case "escalation":
      return { head: t.kinds.escalation ?? words(entry.kind), more: timeSpent(facts) };
    default:
      return { head: t.kinds[entry.kind] ?? words(entry.kind), more: "" };
  }
}

function capital(said: string): string {
  return said.charAt(0).toUpperCase() + said.slice(1);
}

export function stateLabel(practice: Practice, name: unknown): string {
  return practice.lifecycle.states.find((each) => each.name === name)?.label ?? words(String(name ?? ""));
}

function stepLabel(practice: Practice, name: unknown): string {
  return practice.lifecycle.steps.find((each) => each.name === name)?.label ?? words(String(name ?? ""));
}

/** Who was given it: only what changed, where it is known what it was. */
function assignment(facts: Record<string, unknown>): string {
  const known = "team_was" in facts || "assignee_was" in facts;
  const said = (["team", "assignee"] as const).flatMap((name) => {
    if (known ? !(`${name}_was` in facts) : facts[name] == null) return [];
    return [t[name](asName(facts[name]), asName(facts[`${name}_was`]))];
  });
  return sentence(said.join(", "));
}

/** How much of the time that an agreement gives is spent, where that is why it was escalated. */
function timeSpent({ measure, agreement, spent_s, target_s, due }: Record<string, unknown>): string {
  if (typeof measure !== "string" || typeof spent_s !== "number" || typeof target_s !== "number") return "";
  const until = typeof due === "string" ? t.due(local(due)) : t.passed;
  return t.spent(
    percent(spent_s / target_s),
    t.measures[measure] ?? words(measure),
    String(agreement),
    until,
  );
}

function asName(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

type Computed = { level?: unknown; services?: { name?: string; state?: string }[] };

function impactSaid(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  const { level, services = [] } = value as Computed;
  const named = services.slice(0, 3).map((each) => `${each.name} ${String(each.state ?? "").toUpperCase()}`);
  return sentence(t.computed(levelWord(level), named.length ? `: ${named.join(", ")}` : ""));
}
