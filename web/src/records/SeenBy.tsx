// Who sees a note: only those who work on records, or the requester too; by word and icon.
import { Group, SegmentedControl, Text } from "@mantine/core";
import { IconEye, IconLock } from "@tabler/icons-react";
import { text } from "../text";
import classes from "./Records.module.css";

type Props = {
  seen: boolean;
  set: (seen: boolean) => void;
  /** What it is about, in words. */
  what?: { who: string; publicAbout: string; internalAbout: string };
};

export function SeenBy({ seen, set, what: t = text.records.note }: Props) {
  return (
    <Group gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={t.who}
        value={seen ? "public" : "internal"}
        onChange={(value) => set(value === "public")}
        data={[
          { value: "internal", label: <Word seen={false} /> },
          { value: "public", label: <Word seen /> },
        ]}
      />
      <Text size="xs" c="dimmed">
        {seen ? t.publicAbout : t.internalAbout}
      </Text>
    </Group>
  );
}

function Word({ seen }: { seen: boolean }) {
  const t = text.records.note;
  return (
    <Group gap={4} wrap="nowrap" component="span">
      {seen ? <IconEye size={13} aria-hidden /> : <IconLock size={13} aria-hidden />}
      {seen ? t.public : t.internal}
    </Group>
  );
}

export function SeenMark({ seen }: { seen: boolean }) {
  const t = text.records.timeline;
  return (
    <span className={classes.seen} data-public={seen} title={seen ? t.publicHelp : t.internalHelp}>
      {seen ? <IconEye size={13} aria-hidden /> : <IconLock size={13} aria-hidden />}
      {seen ? t.public : t.internal}
    </span>
  );
}
