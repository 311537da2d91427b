// Freezes from an iCalendar file: what it would come to first, with what is not taken and why; then declared.
import { Alert, Button, Checkbox, Group, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Freezes, importFreezes } from "../api/closed-days";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { FileDrop } from "../ui/FileDrop";
import { bytes, number, words } from "../ui/format";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { ErrorState } from "../ui/states";
import { Time } from "../ui/Time";
import { LARGEST, MOST_FREEZES } from "./limits";
import { NotTaken } from "./NotTaken";

const t = text.closedDays.freezes;
const KINDS = ["standard", "normal", "emergency"];

export function FreezeFile() {
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [until, setUntil] = useState("");
  const [zone, setZone] = useState("");
  const [exempt, setExempt] = useState<string[]>(["emergency"]);
  const attempt = useMutation({
    mutationFn: (chosen: File) =>
      importFreezes({ file: chosen, until, zone, exempt, dryRun: true }, newRequest()),
  });
  const write = useMutation({
    mutationFn: (chosen: File) =>
      importFreezes({ file: chosen, until, zone, exempt, dryRun: false }, newRequest()),
    onSuccess: async (found) => {
      tell(t.written(found.added.length + found.changed.length));
      forget();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const forget = () => {
    setFile(null);
    attempt.reset();
  };
  const choose = (chosen: File) => {
    setFile(chosen);
    write.reset();
    attempt.mutate(chosen);
  };
  // Another zone or end is another outcome, which is tried anew.
  const changed =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      forget();
    };
  return (
    <div style={{ marginTop: "0.75rem" }}>
      <Group gap="sm" align="flex-start" mb="xs">
        <TextInput
          type="date"
          label={t.until}
          description={t.untilHelp}
          value={until}
          onChange={(event) => changed(setUntil)(event.currentTarget.value)}
        />
        <TextInput
          label={t.zone}
          description={t.zoneHelp}
          placeholder="Europe/Berlin"
          value={zone}
          onChange={(event) => changed(setZone)(event.currentTarget.value.trim())}
        />
        <Checkbox.Group label={t.exempt} value={exempt} onChange={changed(setExempt)}>
          <Group gap="md" mt={6}>
            {KINDS.map((each) => (
              <Checkbox key={each} size="xs" value={each} label={t.exemptOf(each)} />
            ))}
          </Group>
        </Checkbox.Group>
      </Group>
      <FileDrop
        label={t.add}
        accept=".ics,text/calendar"
        several={false}
        paste={false}
        add={(files) => files[0] && choose(files[0])}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {t.limits(bytes(LARGEST), number(MOST_FREEZES))}
      </Text>
      {attempt.error != null && <ErrorState error={attempt.error} wrote />}
      {write.error != null && <ErrorState error={write.error} wrote />}
      <div aria-live="polite">
        {file && attempt.data && (
          <Outcome
            name={file.name}
            found={attempt.data}
            busy={write.isPending}
            write={() => write.mutate(file)}
            forget={forget}
          />
        )}
      </div>
    </div>
  );
}

type OutcomeProps = { name: string; found: Freezes; busy: boolean; write: () => void; forget: () => void };

function Outcome({ name, found, busy, write, forget }: OutcomeProps) {
  const { added, changed, unchanged, not_taken } = found;
  const rows = [
    ...added.map((each) => ({ ...each, what: t.new })),
    ...changed.map((each) => ({ ...each, what: t.moved })),
  ];
  return (
    <Alert
      color="accent"
      variant="light"
      my="xs"
      p="xs"
      title={t.counts(added.length, changed.length, unchanged.length, not_taken.length)}
    >
      <Text size="sm">{t.tried(name, found.zone, found.until)}</Text>
      {rows.length > 0 && (
        <DeclaredTable
          label={name}
          heads={t.resultHeads}
          rows={rows.map((each) => ({
            key: each.name,
            cells: [
              each.name,
              <Time key="from" at={each.start} absolute />,
              <Time key="until" at={each.end} absolute />,
              words(each.what),
            ],
          }))}
        />
      )}
      <NotTaken events={not_taken} />
      <Group gap="xs" mt="sm">
        {rows.length > 0 ? (
          <Button loading={busy} onClick={write}>
            {t.write(rows.length)}
          </Button>
        ) : (
          <Text size="sm">{t.nothing}</Text>
        )}
        <Button variant="default" onClick={forget}>
          {t.forget}
        </Button>
      </Group>
    </Alert>
  );
}
