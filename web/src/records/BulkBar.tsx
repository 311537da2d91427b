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

const t = text.records.bulk;

type Props = { noun: Noun; practice: Practice; rows: RecordRow[]; chosen: Chosen };

export function BulkBar({ noun, practice, rows, chosen }: Props) {
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
              void queries.invalidateQueries({ queryKey: ["graph"] });
            }
          }}
        />
      )}
    </>
  );
}
