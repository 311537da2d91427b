// Before anything has failed: what belongs here, and a few good first questions.
import { Group } from "@mantine/core";
import { Suggestions } from "../home/Suggestions";
import { text } from "../text";
import { EmptyState } from "../ui/states";

const t = text.impact;

export function Start() {
  return (
    <section className="panel" aria-label={t.empty}>
      <EmptyState
        title={t.empty}
        action={
          <Group justify="center" maw={720} ta="left">
            <Suggestions />
          </Group>
        }
      >
        {t.emptyAbout}
      </EmptyState>
    </section>
  );
}
