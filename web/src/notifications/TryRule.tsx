// Tries a rule against a record: who would be told, who not, and why. Nothing is sent.
import { Button, Checkbox, Group, Select, Table, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { rules, type TriedRule } from "../api/notifications";
import { text } from "../text";
import { words } from "../ui/format";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";
import { kindWords, partWords } from "./words";

const t = text.notifications.attempt;
type Document = { [key: string]: unknown };

export function TryRule({ rule }: { rule: Document | null }) {
  const me = useQuery(sessionQuery).data?.account?.name ?? "";
  const kinds = Array.isArray(rule?.on) ? [...new Set(rule.on.map(String))] : [];
  const [record, setRecord] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [by, setBy] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [empty, setEmpty] = useState(false);
  const kind = chosen && kinds.includes(chosen) ? chosen : (kinds[0] ?? null);
  const attempt = useMutation({
    mutationFn: (document: Document) =>
      rules.attempt({
        rule: document,
        record: record.trim(),
        kind: kind ?? undefined,
        public: open,
        by: by ?? me,
      }),
  });
  return (
    <Panel title={t.title}>
      <Text size="sm" c="dimmed" mb="xs">
        {t.about}
      </Text>
      <form
        noValidate
        aria-label={t.title}
        onSubmit={(event) => {
          event.preventDefault();
          setEmpty(record.trim() === "");
          if (rule && record.trim() !== "" && !attempt.isPending) attempt.mutate(rule);
        }}
      >
        <Group gap="sm" align="flex-start">
          <TextInput
            label={t.record}
            description={t.recordHelp}
            required
            value={record}
            error={empty && record.trim() === "" ? t.recordNeeded : undefined}
            onChange={(event) => setRecord(event.currentTarget.value)}
          />
          <Select
            label={t.kind}
            description={t.kindHelp}
            allowDeselect={false}
            data={kinds.map((each) => ({ value: each, label: words(kindWords(each)) }))}
            value={kind}
            onChange={setChosen}
          />
          <TextInput
            label={t.by}
            description={t.byHelp}
            value={by ?? me}
            onChange={(event) => setBy(event.currentTarget.value)}
          />
        </Group>
        <Group gap="md" mt="sm">
          <Checkbox
            label={t.open}
            checked={open}
            onChange={(event) => setOpen(event.currentTarget.checked)}
          />
          <Button type="submit" variant="default" loading={attempt.isPending} disabled={rule === null}>
            {t.go}
          </Button>
          {rule === null && <Text size="sm">{t.noDocument}</Text>}
        </Group>
      </form>
      {attempt.error != null && <ErrorState error={attempt.error} wrote />}
      <div aria-live="polite">{attempt.data && <Answer tried={attempt.data} />}</div>
    </Panel>
  );
}

function Answer({ tried }: { tried: TriedRule }) {
  const told = tried.people.filter((each) => each.told).length;
  return (
    <>
      <Text fw={600} mt="md" mb="xs" data-testid="tried">
        {tried.applies ? t.told(told, tried.people.length) : t.notAt(tried.obstacles.join("; "))}
        <Text span c="dimmed" fw={400}>
          {" "}
          · {tried.record} {tried.title}
        </Text>
      </Text>
      <Table.ScrollContainer minWidth={520} tabIndex={0} role="group" aria-label={t.title}>
        <Table aria-label={t.title}>
          <Table.Thead>
            <Table.Tr>
              {t.heads.map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {tried.people.map((each) => (
              <Table.Tr key={`${each.part} ${each.to}`}>
                <Table.Td>{partWords(each.part)}</Table.Td>
                <Table.Td>{each.to || t.nobody}</Table.Td>
                <Table.Td>{tried.applies && each.told ? t.yes : t.no}</Table.Td>
                <Table.Td>
                  {words(each.reason)}
                  {each.told && !each.reachable && `; ${t.noAddress}`}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
