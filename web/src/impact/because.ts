// The reasons of an answer as short phrases.
import type { Because } from "../api/shapes";
import { text } from "../text";
import { words } from "../ui/format";

const t = text.impact;
const SHOWN = 3;

export function becauseWords(reasons: Because[] | undefined, names: Record<string, string> = {}): string {
  return (reasons ?? []).map((reason) => phrase(reason, names)).join("; ");
}

export function nameList(keys: string[], names: Record<string, string> = {}, most = SHOWN): string {
  const said = keys.slice(0, most).map((key) => names[key] ?? key);
  return keys.length > most ? `${said.join(", ")} +${keys.length - most}` : said.join(", ");
}

function phrase(reason: Because, names: Record<string, string>): string {
  const { rule, group, up, of, needs, failed, cycle } = reason;
  if (cycle?.length) return t.ownCycle(nameList(cycle, names));
  if (rule === "scenario" || rule === "failed") return t.fails;
  if (rule === "already" || rule === "lifecycle" || rule === "context") return t.already;
  if (group && up !== undefined && of !== undefined)
    return t.groupShort(up, of, group, needs ? t.needsCount(needs) : ruleWords(rule));
  if (group) return t.groupOnly(group, ruleWords(rule));
  if (failed?.length) return t.needs(nameList(failed, names));
  return rule ? words(rule) : "";
}

function ruleWords(rule: string | undefined): string {
  if (!rule) return "";
  const counted = /^min_up[ :]+(.+)$/.exec(rule);
  if (counted) return `needs ${counted[1]}`;
  return rule.replaceAll("_", " ");
}
