// Says how many records are chosen and what can be done with them together.
import { Button, Group, Menu, Text } from "@mantine/core";
import { IconArrowRight, IconNote, IconUser, IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Noun } from "../api/records";
import type { Practice, RecordRow } from "../api/shapes";
import { text } from "../text";
import type { Chosen } from "../ui/chosen";
import { IN_PLACE, MENU } from "../ui/menu";
import { BulkDialog, type Doing } from "./BulkDialog";
import { commonSteps, MOST } from "./bulk";
import classes from "./Records.module.css";
import type { Matching } from "./useMatching";

const t = text.records.bulk;

type Props = {
  noun: Noun;
  practice: Practice;
  /** Those that can be chosen: loaded, or read as matching. */
  rows: RecordRow[];
  chosen: Chosen;
  matching: Matching;
  /** Whether more match than are loaded, and how many match, where that is known. */
  more: boolean;
  total: number | null | undefined;
};

export function BulkBar({ noun, practice, rows, chosen, matching, more, total }: Props) {
  const queries = useQueryClient();
  const [doing, setDoing] = useState<{ what: Doing; records: RecordRow[] } | null>(null);
  const records = useMemo(() => rows.filter((row) => chosen.keys.has(row.key)), [rows, chosen.keys]);
  const steps = useMemo(() => commonSteps(practice, records), [practice, records]);
  const tooMany = records.length > MOST;
  const start = (what: Doing) => setDoing({ what, records });
  return (
    <>
      {records.length > 0 && (
        <section className={classes.bulk} aria-label={t.label}>
          <Text size="sm" fw={600} role="status">
            {t.chosen(records.length)}
          </Text>
          <Group gap="xs">
            <Button
              variant="default"
              size="xs"
              disabled={tooMany}
              leftSection={<IconUser size={14} aria-hidden />}
              onClick={() => start({ kind: "assign" })}
            >
              {t.assign}
            </Button>
            <Menu {...MENU} position={IN_PLACE.position}>
              <Menu.Target>
                <Button
                  variant="default"
                  size="xs"
                  disabled={tooMany || steps.length === 0}
                  leftSection={<IconArrowRight size={14} aria-hidden />}
                >
                  {t.step}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {steps.map((step) => (
                  <Menu.Item key={step.name} onClick={() => start({ kind: "step", step })}>
                    {step.label}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
            <Button
              variant="default"
              size="xs"
              disabled={tooMany}
              leftSection={<IconNote size={14} aria-hidden />}
              onClick={() => start({ kind: "note" })}
            >
              {t.note}
            </Button>
            <Button
              variant="subtle"
              size="xs"
              leftSection={<IconX size={14} aria-hidden />}
              onClick={() => chosen.set([])}
            >
              {t.clear}
            </Button>
          </Group>
          {more && <AllMatching practice={practice} matching={matching} total={total} choose={chosen.set} />}
          {(tooMany || steps.length === 0) && (
            <Text size="xs" c="dimmed">
              {tooMany ? t.tooMany(MOST) : t.noStep}
            </Text>
          )}
        </section>
      )}
      {doing && (
        <BulkDialog
          noun={noun}
          practice={practice}
          records={doing.records}
          doing={doing.what}
          close={(left) => {
            setDoing(null);
            if (left) {
              chosen.set(left);
              matching.keep(left);
              void queries.invalidateQueries({ queryKey: ["graph"] });
            }
          }}
        />
      )}
    </>
  );
}

type AllProps = {
  practice: Practice;
  matching: Matching;
  total: number | null | undefined;
  choose: (keys: Iterable<string>) => void;
};

/** The way from what is loaded to all that the query finds, with how far it is. */
function AllMatching({ practice, matching, total, choose }: AllProps) {
  const many = practice.plural.toLowerCase();
  if (matching.reading)
    return (
      <Group gap="xs">
        <Text size="xs" role="status">
          {t.reading(matching.rows.length, total)}
        </Text>
        <Button variant="subtle" size="compact-xs" onClick={matching.stop}>
          {t.stopReading}
        </Button>
      </Group>
    );
  if (matching.rows.length > 0)
    return (
      <Text size="xs" c="dimmed" role="status">
        {matching.more ? t.moreMatch(MOST, many) : t.matching(matching.rows.length, many)}
      </Text>
    );
  return (
    <Group gap="xs">
      <Button
        variant="light"
        size="compact-xs"
        onClick={() => matching.read((rows) => choose(rows.map((row) => row.key)))}
      >
        {t.chooseMatching(total != null && total <= MOST ? total : undefined, MOST)}
      </Button>
      {matching.fault && (
        <Text size="xs" c="var(--state-down)" role="alert">
          {t.notRead} {matching.fault.message}
        </Text>
      )}
    </Group>
  );
}
