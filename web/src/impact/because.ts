// The reasons of an answer as short phrases.
import type { Because, Hit } from "../api/shapes";
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

/** Why a CI is hit, in a phrase; what was DOWN before the scenario says so. */
export function hitWords(hit: Hit | undefined, names: Record<string, string> = {}): string {
  if (!hit) return "";
  const why = becauseWords(hit.because, names);
  if (hit.already) return why ? t.alreadyBecause(why) : t.already;
  return why || (hit.hops === 0 ? t.fails : "");
}

function phrase(reason: Because, names: Record<string, string>): string {
  const { rule, group, up, of, needs, failed, cycle } = reason;
  if (cycle?.length) return t.ownCycle(nameList(cycle, names));
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
