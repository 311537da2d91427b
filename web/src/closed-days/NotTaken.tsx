// The events of a file that were not taken, each with its reason.
import { Text } from "@mantine/core";
import { text } from "../text";

const t = text.closedDays;

export function NotTaken({ events }: { events: { title: string; reason: string }[] }) {
  if (events.length === 0) return null;
  return (
    <>
      <Text size="sm" fw={600} mt="xs">
        {t.notTaken(events.length)}
      </Text>
      <ul
        style={{ margin: 0, paddingLeft: "1.1rem", maxHeight: 240, overflowY: "auto" }}
        aria-label={t.notTaken(events.length)}
      >
        {events.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events of one name and reason are alike
          <li key={index} style={{ overflowWrap: "anywhere" }}>
            {each.title || t.untitled}: {each.reason}
          </li>
        ))}
      </ul>
    </>
  );
}
