// Each attempt to recognise a CI: the rules in their order, what each looked for and what it found.
import { Badge, Text } from "@mantine/core";
import type { Attempt } from "../api/shapes";
import { text } from "../text";
import { shown, words } from "../ui/format";
import { CiLink } from "../ui/links";

const t = text.cis.overview;
const COLOURS: Record<string, string> = { matched: "green", several: "orange", contradicted: "red" };

export function Attempts({ attempts }: { attempts: Attempt[] }) {
  if (attempts.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t.attemptsNone}
      </Text>
    );
  return attempts.map((attempt, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: attempts have no name of their own and never move
    <div key={index} style={{ padding: "0.3rem 0" }}>
      <Text size="sm">
        <b>{words(attempt.decision)}</b>{" "}
        <Text span size="xs" c="dimmed">
          {[attempt.where, attempt.run].filter(Boolean).join(" · ")}
        </Text>
      </Text>
      <ol style={{ margin: 0, paddingLeft: "1.2rem" }}>
        {attempt.rules.map((rule, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules stand in their order
          <li key={at}>
            {ruleName(rule.rule)} <Badge color={COLOURS[rule.outcome] ?? "gray"}>{words(rule.outcome)}</Badge>{" "}
            <Text span size="xs" c="dimmed">
              {[valuesSaid(rule.values), rule.reason].filter(Boolean).join(" · ")}
            </Text>{" "}
            {(rule.found ?? []).slice(0, 5).map((key) => (
              <span key={key}>
                <CiLink id={key} />{" "}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </div>
  ));
}

function ruleName(rule: unknown): string {
  if (typeof rule === "string") return rule;
  if (Array.isArray(rule)) return rule.join(" + ");
  if (typeof rule === "object" && rule !== null && "attributes" in rule) return ruleName(rule.attributes);
  return String(rule);
}

function valuesSaid(values: unknown): string {
  if (values === null || values === undefined) return "";
  if (typeof values !== "object") return String(values);
  if (Array.isArray(values)) return values.map((value) => shown(value)).join(", ");
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${shown(value)}`)
    .join(", ");
}
