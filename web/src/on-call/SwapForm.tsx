// Somebody else takes over for a while: an override that goes before the turns.
import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { onCall, type Rota } from "../api/on-call";
import { fromField } from "../changes/plan-parts";
import { text } from "../text";
import { tell } from "../ui/notify";
import { ErrorState } from "../ui/states";

const t = text.onCall.swap;
type Faults = { from?: string; until?: string };

export function SwapForm({ rota }: { rota: Rota }) {
  const queries = useQueryClient();
  const [person, setPerson] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [faults, setFaults] = useState<Faults>({});
  const save = useMutation({
    mutationFn: (span: { start: string; end: string }) => {
      const { team, people, zone, start, hand_over, days } = rota;
      const overrides = [...rota.overrides, { ...span, person: person.trim() }];
      const document = { team, people, zone, start, hand_over, days, overrides };
      return onCall.put(rota.name, rota.revision, document);
    },
    onSuccess: async () => {
      tell(t.saved);
      setPerson("");
      setFrom("");
      setUntil("");
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const submit = () => {
    const [start, end] = [fromField(from), fromField(until)];
    const found: Faults = {};
    if (!start) found.from = t.time;
    if (!end) found.until = t.time;
    else if (start && end <= start) found.until = t.order;
    setFaults(found);
    if (start && end && !found.until) save.mutate({ start, end });
  };
  return (
    <form
      noValidate
      aria-label={t.title}
      style={{ marginTop: "0.75rem" }}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Text fw={600} size="sm">
        {t.title}
      </Text>
      <Text size="sm" c="dimmed">
        {t.about}
      </Text>
      <Group gap="sm" align="flex-start" mt="xs">
        <TextInput
          label={t.person}
          description={t.personHelp}
          value={person}
          onChange={(event) => setPerson(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t.from}
          description={zone()}
          required
          value={from}
          error={faults.from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t.until}
          description={zone()}
          required
          value={until}
          error={faults.until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </Group>
      {save.error != null && <ErrorState error={save.error} wrote />}
      <Button type="submit" variant="default" mt="sm" loading={save.isPending}>
        {t.save}
      </Button>
    </form>
  );
}

function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
