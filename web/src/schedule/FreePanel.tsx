// What is free: for how long, for which change, and the slots one after the other.
import { Button, Group, NativeSelect, Text, TextInput } from "@mantine/core";
import type { FreeSlots, Schedule } from "../api/schedule";
import { text } from "../text";
import { duration, localInZone, span } from "../ui/format";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import classes from "./Schedule.module.css";
import type { ScheduleSearch } from "./search";
import type { Hold } from "./useHold";

const t = text.schedule.free;
const MOST = 12;

type Asked = Pick<ScheduleSearch, "free" | "slot_for">;
type Props = {
  asked: Asked;
  answer: { data: FreeSlots | undefined; error: unknown; refetch: () => unknown };
  schedule: Schedule;
  set: (next: Asked) => void;
  hold: Hold;
  writable: boolean;
};

export function FreePanel({ asked, answer, schedule, set, hold, writable }: Props) {
  const change = schedule.changes.find((each) => each.key === asked.slot_for);
  const choices = schedule.changes.map((each) => ({ value: each.key, label: `${each.key} ${each.title}` }));
  if (asked.slot_for && !change) choices.push({ value: asked.slot_for, label: asked.slot_for });
  return (
    <Panel
      title={t.title}
      flush
      aside={
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => set({ free: undefined, slot_for: undefined })}
        >
          {t.hide}
        </Button>
      }
    >
      <Group gap="xs" px="md" pb="xs" align="end">
        <NativeSelect
          size="xs"
          maw={260}
          label={t.change}
          value={asked.slot_for ?? ""}
          data={[{ value: "", label: t.anything }, ...choices]}
          onChange={(event) => {
            const key = event.currentTarget.value || undefined;
            const found = schedule.changes.find((each) => each.key === key);
            const minutes = found && (Date.parse(found.end) - Date.parse(found.start)) / 60_000;
            set({ slot_for: key, free: minutes ?? asked.free });
          }}
        />
        <TextInput
          size="xs"
          type="number"
          min={1}
          maw={130}
          label={t.minutes}
          value={asked.free ?? ""}
          onChange={(event) => {
            const minutes = Number(event.currentTarget.value);
            if (Number.isInteger(minutes) && minutes > 0) set({ ...asked, free: minutes });
          }}
        />
      </Group>
      <Loaded answer={answer} rows={3}>
        {(found) => (
          <>
            <Text size="xs" c="dimmed" px="md">
              {found.backout_minutes > 0 ? t.withBackout(duration(found.backout_minutes * 60)) : t.about}
            </Text>
            {found.items.length === 0 ? (
              <Text size="sm" px="md" py="xs">
                {t.none}
              </Text>
            ) : (
              <ul className={classes.slots} aria-label={t.title}>
                {found.items.slice(0, MOST).map((each) => (
                  <li key={each.start}>
                    <span>
                      {span(each.start, each.end)}{" "}
                      <Text component="span" size="xs" c="dimmed">
                        {duration(each.minutes * 60)}
                      </Text>
                    </span>
                    {writable && change?.movable && (
                      <Button
                        variant="default"
                        size="compact-xs"
                        aria-label={t.takeAt(localInZone(each.start))}
                        onClick={() => {
                          hold.take(change, true);
                          hold.to(Date.parse(each.start));
                        }}
                      >
                        {t.take}
                      </Button>
                    )}
                  </li>
                ))}
                {found.items.length > MOST && <li>{text.schedule.more(found.items.length - MOST)}</li>}
              </ul>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
