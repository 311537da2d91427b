// A list of records without any: why, and what to do.
import { Button, Group } from "@mantine/core";
import type { Practice } from "../api/shapes";
import { text } from "../text";
import { EmptyState } from "../ui/states";
import type { PhaseChoice } from "./search";

const t = text.records.list;

type Props = {
  practice: Practice;
  query: string;
  phase: PhaseChoice;
  clear: () => void;
  showAll: () => void;
  create: React.ReactNode;
};

export function NoRecords({ practice, query, phase, clear, showAll, create }: Props) {
  if (query)
    return (
      <EmptyState
        title={t.noMatch(practice.plural)}
        action={
          <Button variant="default" onClick={clear}>
            {t.clear}
          </Button>
        }
      >
        {t.noMatchAbout}
      </EmptyState>
    );
  if (phase !== "all")
    return (
      <EmptyState
        title={t.emptyPhase(phase, practice.plural)}
        action={
          <Group gap="xs">
            <Button variant="default" onClick={showAll}>
              {t.showAll}
            </Button>
            {create}
          </Group>
        }
      >
        {phase === "open" ? t.emptyOpenAbout : practice.description}
      </EmptyState>
    );
  return (
    <EmptyState title={t.empty(practice.plural)} action={create}>
      {practice.description}
    </EmptyState>
  );
}
