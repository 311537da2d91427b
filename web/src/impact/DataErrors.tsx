// Faults in the data and relations left aside, with what the answer says of each.
import { Text } from "@mantine/core";
import type { DataError } from "../api/shapes";
import { number, shown, words } from "../ui/format";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";

type Props = { title: string; entries: DataError[]; names: Record<string, string> };

export function DataErrors({ title, entries, names }: Props) {
  if (entries.length === 0) return null;
  return (
    <Panel
      title={title}
      aside={
        <Text size="sm" fw={650}>
          {number(entries.length, 0)}
        </Text>
      }
    >
      <ul style={{ margin: 0, paddingLeft: "1.1rem" }}>
        {entries.slice(0, 50).map((entry) => {
          const ci = entry.ci ?? entry.key;
          return (
            <li key={JSON.stringify(entry)}>
              {ci && <CiLink id={ci}>{names[ci] ?? ci}</CiLink>} {said(entry)}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function said(entry: DataError): string {
  const message = entry.message ?? entry.reason ?? entry.error;
  if (typeof message === "string") return entry.group ? `${message} (${entry.group})` : message;
  return Object.entries(entry)
    .filter(([name, value]) => name !== "ci" && name !== "key" && value !== null && value !== "")
    .map(([name, value]) => `${words(name).toLowerCase()}: ${shown(value)}`)
    .join(", ");
}
