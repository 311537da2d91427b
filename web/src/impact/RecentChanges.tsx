// What changed in the last 24 hours in whatever the hit CIs stand on.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Edit, Impact } from "../api/shapes";
import { text } from "../text";
import { fieldWords, shown } from "../ui/format";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { recentChangesQuery } from "./queries";
import type { Part } from "./search";

const t = text.impact;
const ASKED = 200;

export function RecentChanges({
  answer,
  parts,
  past,
}: {
  answer: Impact | undefined;
  parts: Part[];
  past: boolean;
}) {
  const keys = [...parts.map((part) => part.ci), ...(answer?.cis ?? []).map((hit) => hit.key)];
  return <ChangesBelow keys={keys} past={past} ready={answer !== undefined} />;
}

/** The same for any CIs; asked once it is known which they are. */
export function ChangesBelow({
  keys,
  past,
  ready = true,
}: {
  keys: string[];
  past: boolean;
  ready?: boolean;
}) {
  const asked = [...new Set(keys)].slice(0, ASKED).sort();
  const changes = useQuery({
    ...recentChangesQuery(asked),
    enabled: ready && asked.length > 0 && !past,
  });
  return (
    <Panel
      title={t.recent}
      aside={
        <Text size="xs" c="dimmed">
          {t.recentHours}
        </Text>
      }
    >
      {past ? (
        <Text size="sm" c="dimmed">
          {t.recentPast}
        </Text>
      ) : (
        <Loaded answer={changes} rows={2}>
          {(items) =>
            items.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t.recentNone}
              </Text>
            ) : (
              <ul style={{ margin: 0, padding: 0, listStyle: "none" }}>
                {items.slice(0, 12).map((change) => (
                  <li key={`${change.key} ${change.revision}`} style={{ padding: "0.15rem 0" }}>
                    <CiLink id={change.key}>{change.name}</CiLink>{" "}
                    <Text span size="xs" c="dimmed">
                      {[
                        ...change.edits.slice(0, 2).map((edit) => editWords(edit)),
                        change.actor,
                        change.reason,
                        change.hops != null ? t.hopsBelow(change.hops) : "",
                      ]
                        .filter(Boolean)
                        .join(" · ")}{" "}
                      · <Time at={change.at} />
                    </Text>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
    </Panel>
  );
}

function editWords({ field, was, to }: Edit): string {
  const plain = (value: unknown) => (typeof value === "object" && value !== null ? "…" : shown(value));
  return `${fieldWords(field)}: ${plain(was)} → ${plain(to)}`;
}
