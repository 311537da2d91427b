// Which changes of the schedule are shown; the address keeps it.
import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import type { Schedule } from "../api/schedule";
import { text } from "../text";
import { words } from "../ui/format";
import { type Filters as Chosen, KINDS, STATES } from "./search";

const t = text.schedule.filters;

type Props = { chosen: Chosen; schedule: Schedule | undefined; set: (next: Chosen) => void };

export function Filters({ chosen, schedule, set }: Props) {
  const teams = new Set(schedule?.changes.flatMap((each) => each.team ?? []));
  if (chosen.team) teams.add(chosen.team);
  const any = [{ value: "", label: t.any }];
  const one = <T extends string>(choices: readonly T[], value: string) =>
    choices.find((choice) => choice === value);
  const some = chosen.q || chosen.kind || chosen.state || chosen.team;
  return (
    <Group gap="xs" align="end" role="group" aria-label={t.title} px="md" pb="xs">
      <TextInput
        size="xs"
        label={t.words}
        value={chosen.q ?? ""}
        onChange={(event) => set({ q: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        size="xs"
        label={t.kind}
        value={chosen.kind ?? ""}
        data={[...any, ...KINDS.map((value) => ({ value, label: words(value) }))]}
        onChange={(event) => set({ kind: one(KINDS, event.currentTarget.value) })}
      />
      <NativeSelect
        size="xs"
        label={t.state}
        value={chosen.state ?? ""}
        data={[...any, ...STATES.map((value) => ({ value, label: t.states[value] ?? value }))]}
        onChange={(event) => set({ state: one(STATES, event.currentTarget.value) })}
      />
      {teams.size > 0 && (
        <NativeSelect
          size="xs"
          label={t.team}
          value={chosen.team ?? ""}
          data={[...any, ...[...teams].sort().map((value) => ({ value, label: value }))]}
          onChange={(event) => set({ team: event.currentTarget.value || undefined })}
        />
      )}
      {some && (
        <Button
          size="xs"
          variant="default"
          onClick={() => set({ q: undefined, kind: undefined, state: undefined, team: undefined })}
        >
          {t.clear}
        </Button>
      )}
    </Group>
  );
}
