// What has moved since a change was approved: shown while it waits for its start, and while it is carried out.
import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { RecordDetail } from "../api/shapes";
import { text } from "../text";
import { local, sentence } from "../ui/format";
import classes from "./Changes.module.css";
import { driftQuery } from "./queries";

const t = text.changes.drift;
const APPROVED = ["scheduled", "implementing"];

export function DriftPart({ record }: { record: RecordDetail }) {
  const asked = APPROVED.includes(record.state);
  const found = useQuery(driftQuery(record.key, asked)).data;
  if (!asked || !found?.drifted) return null;
  return (
    <Alert color="orange" aria-label={t.label}>
      <Text size="sm" fw={600}>
        {t.title(found.approved_at ? local(found.approved_at) : "")}
      </Text>
      <ul className={classes.lines} aria-label={t.label}>
        {found.reasons.map((reason) => (
          <li key={reason}>{sentence(reason)}</li>
        ))}
      </ul>
      {found.reapprove && record.state === "scheduled" && <Text size="sm">{t.reapprove}</Text>}
    </Alert>
  );
}
