// Somebody else saved the plan first: both versions of each part, one choice a part.
import { Button, Group, Radio, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { ChangePlan } from "../api/changes";
import { text } from "../text";
import { local } from "../ui/format";
import classes from "./Changes.module.css";
import { differing, fromField, type Part, type Parts, partsOf } from "./plan-parts";
import { documentOf, type PlanEdit } from "./usePlanEdit";

const t = text.changes.clash;

export function PlanConflict({ edit, theirs }: { edit: PlanEdit; theirs: ChangePlan }) {
  const [wins, setWins] = useState<Partial<Record<Part, "mine" | "theirs">>>({});
  const now = partsOf(documentOf(theirs));
  const mine = differing(edit.saw, edit.parts);
  const both = differing(edit.parts, now).filter(
    (part) => mine.includes(part) && differing(edit.saw, now).includes(part),
  );
  const settle = () => {
    const chosen = mine.filter((part) => wins[part] !== "theirs");
    const wanted = Object.fromEntries(chosen.map((part) => [part, edit.parts[part]]));
    edit.settle({ ...now, ...wanted });
  };
  return (
    <section role="alert" aria-label={t.title}>
      <Title order={3}>{t.title}</Title>
      <Text size="sm" c="dimmed" mb="xs">
        {both.length ? t.about : t.same}
      </Text>
      {both.length > 0 && (
        <Table.ScrollContainer minWidth={420}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t.part}</Table.Th>
                <Table.Th>{t.mine}</Table.Th>
                <Table.Th>{t.theirs}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {both.map((part) => {
                const label = t.parts[part] ?? part;
                const choice = wins[part] ?? "mine";
                const radio = (which: "mine" | "theirs", parts: Parts, said: string) => (
                  <Radio
                    name={`clash-${part}`}
                    checked={choice === which}
                    onChange={() => setWins({ ...wins, [part]: which })}
                    label={<span className={classes.words}>{partWords(part, parts)}</span>}
                    aria-label={said}
                  />
                );
                return (
                  <Table.Tr key={part}>
                    <Table.Td>{label}</Table.Td>
                    <Table.Td>{radio("mine", edit.parts, t.keepMine(label))}</Table.Td>
                    <Table.Td>{radio("theirs", now, t.keepTheirs(label))}</Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Group gap="xs" mt="xs">
        <Button loading={edit.saving} onClick={settle}>
          {text.ui.save}
        </Button>
        <Button variant="default" onClick={edit.takeTheirs}>
          {t.take}
        </Button>
      </Group>
    </section>
  );
}

function partWords(part: Part, parts: Parts): string {
  if (part === "start" || part === "end") {
    const at = fromField(parts[part]);
    return at ? local(at) : t.none;
  }
  if (part === "edits") return t.edits(parts.edits.length);
  if (part === "down")
    return (
      parts.down.map(({ ci, state, start, minutes }) => `${ci} ${state} ${start}+${minutes}`).join("\n") ||
      t.none
    );
  return parts[part] || t.none;
}
