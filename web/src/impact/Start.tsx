// Before anything has failed: what belongs here, and a few good first questions.
import { Group } from "@mantine/core";
import { Proposed, useProposed } from "../home/Proposed";
import { text } from "../text";
import { EmptyState } from "../ui/states";

const t = text.impact;

export function Start() {
  const proposed = useProposed();
  return (
    <section className="panel" aria-label={t.empty}>
      <EmptyState
        title={t.empty}
        action={
          <Group justify="center" maw={860} ta="left">
            <Proposed tries={proposed.tries} suggestions={proposed.suggestions} />
          </Group>
        }
      >
        {t.emptyAbout}
      </EmptyState>
    </section>
  );
}
