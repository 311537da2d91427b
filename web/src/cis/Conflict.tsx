// Somebody else saved first: both versions side by side, one choice a value.
import { Button, Group, Radio, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { text } from "../text";
import { words } from "../ui/format";
import { changedIn, clashes, type Draft, type Edited } from "./draft";

const t = text.cis.conflict;

type Props<T extends Edited> = {
  saw: T;
  now: T;
  attributes: { name: string; label: string }[];
  edit: { draft: Draft; saving: boolean; submit: (base: T, wanted: Draft) => void; takeTheirs: () => void };
};

export function Conflict<T extends Edited>({ saw, now, attributes, edit }: Props<T>) {
  const both = clashes(edit.draft, saw, now);
  const [mine, setMine] = useState<Record<string, boolean>>({});
  const label = (field: string) => attributes.find((each) => each.name === field)?.label ?? words(field);
  const save = () => {
    const dropped = new Set(both.filter(({ field }) => mine[field] === false).map(({ field }) => field));
    const wanted = Object.fromEntries(
      Object.entries(changedIn(edit.draft, saw)).filter(([field]) => !dropped.has(field)),
    );
    edit.submit(now, wanted);
  };
  return (
    <section style={{ padding: "0.25rem 0.75rem 0.75rem" }} role="alert" aria-label={t.title}>
      <Title order={3}>{t.title}</Title>
      <Text size="sm" c="dimmed" mb="xs">
        {both.length ? t.about : t.same}
      </Text>
      {both.length > 0 && (
        <Table.ScrollContainer minWidth={420}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t.field}</Table.Th>
                <Table.Th>{t.saw}</Table.Th>
                <Table.Th>{t.theirs}</Table.Th>
                <Table.Th>{t.mine}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {both.map((clash) => (
                <Table.Tr key={clash.field}>
                  <Table.Td>{label(clash.field)}</Table.Td>
                  <Table.Td c="dimmed">{clash.saw || "–"}</Table.Td>
                  <Table.Td>
                    <Radio
                      size="xs"
                      name={clash.field}
                      label={clash.theirs || "–"}
                      checked={mine[clash.field] === false}
                      onChange={() => setMine({ ...mine, [clash.field]: false })}
                    />
                  </Table.Td>
                  <Table.Td>
                    <Radio
                      size="xs"
                      name={clash.field}
                      label={clash.mine || "–"}
                      checked={mine[clash.field] !== false}
                      onChange={() => setMine({ ...mine, [clash.field]: true })}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Group mt="sm" gap="xs">
        <Button onClick={save} loading={edit.saving}>
          {t.save}
        </Button>
        <Button variant="default" onClick={edit.takeTheirs}>
          {t.discard}
        </Button>
      </Group>
    </section>
  );
}
