// A rule in words.
import type { NotificationRule } from "../api/notifications";
import type { Noun } from "../api/records";
import { text } from "../text";
import { words } from "../ui/format";

const t = text.notifications.rules;

export function partWords(part: string): string {
  const [kind = "", ...rest] = part.split(":");
  const name = rest.join(":");
  if (name === "") return t.parts[part] ?? words(part);
  if (kind === "team") return t.team(name);
  return kind === "on_call" ? t.rota(name) : t.person(name);
}

export function kindWords(kind: string): string {
  return t.kinds[kind] ?? words(kind);
}

export function ruleFacts(rule: NotificationRule): [string, string][] {
  return [
    [t.facts.on, rule.on.map(kindWords).join(", ")],
    [t.facts.where, rule.where || t.any],
    [t.facts.to, rule.to.map(partWords).join(", ")],
    [t.facts.enabled, rule.enabled ? text.ui.yes : t.off],
  ];
}

const NOUNS: Record<string, Noun> = {
  inc: "incidents",
  prb: "problems",
  req: "requests",
  chg: "changes",
  rel: "releases",
  dep: "deployments",
  unc: "unauthorised-changes",
  art: "articles",
};

/** Where the page of a record stands, by the prefix of its key. */
export function nounOf(key: string): Noun | undefined {
  return NOUNS[key.split("-")[0] ?? ""];
}
