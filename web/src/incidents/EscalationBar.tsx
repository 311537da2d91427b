// Who takes an incident over: a level up, a major incident with its two roles, and its status updates.
import { Button, Group, Text } from "@mantine/core";
import { IconUrgent } from "@tabler/icons-react";
import { useState } from "react";
import type { RecordDetail } from "../api/shapes";
import { text } from "../text";
import { EscalateForm, MajorForm, UpdateForm } from "./EscalationForms";
import classes from "./Incidents.module.css";

const t = text.incidents;
const HIGHEST = 3;
type Asking = "escalate" | "major" | "update";

export function EscalationBar({ record, writable }: { record: RecordDetail; writable: boolean }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const { major, commander, communications, escalation } = record.attributes;
  const level = typeof escalation === "number" ? escalation : 0;
  const acts = writable && record.phase === "open";
  const shown = { record, close: () => setAsking(null) };
  const button = (what: Asking, label: string) => (
    <Button
      variant="default"
      size="compact-sm"
      aria-expanded={asking === what}
      onClick={() => setAsking(asking === what ? null : what)}
    >
      {label} …
    </Button>
  );
  if (!major && !acts && level === 0) return null;
  return (
    <div className={classes.stack}>
      {major === true && (
        <div className={classes.major} role="note" aria-label={t.major.is}>
          <IconUrgent size={18} aria-hidden color="var(--state-down)" />
          <b>{t.major.is}</b>
          <span>{t.major.roles(String(commander ?? "–"), String(communications ?? "–"))}</span>
          {acts && button("update", t.major.update)}
        </div>
      )}
      <Group gap="xs">
        {level > 0 && (
          <Text size="sm" fw={600}>
            {t.escalate.now(level)}
          </Text>
        )}
        {acts && level < HIGHEST && button("escalate", t.escalate.do)}
        {acts && major !== true && button("major", t.major.declare)}
      </Group>
      {acts && asking === "escalate" && level < HIGHEST && <EscalateForm {...shown} level={level} />}
      {acts && asking === "major" && major !== true && <MajorForm {...shown} />}
      {acts && asking === "update" && major === true && <UpdateForm {...shown} />}
    </div>
  );
}
