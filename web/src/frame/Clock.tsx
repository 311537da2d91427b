// The as-of clock: now, or a chosen past that the whole client then shows.
import { Button, Group, NumberInput, Popover, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconClock, IconClockHour4 } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { text } from "../text";
import { useAsOf } from "../ui/useAsOf";
import { useWide } from "../ui/useWide";
import classes from "./Frame.module.css";
import { momentWords } from "./moment";

const t = text.frame.clock;
const HOUR = 3_600_000;

function useMoment() {
  const navigate = useNavigate();
  // The one parameter changes, whatever page is shown.
  return (as_of: string | undefined) =>
    navigate({ to: ".", search: ((search: Record<string, unknown>) => ({ ...search, as_of })) as never });
}

export function Clock() {
  const asOf = useAsOf();
  const [opened, { toggle, close }] = useDisclosure(false);
  const wide = useWide();
  const label = asOf ? momentWords(asOf) : t.now;
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && close()}
      position="bottom-end"
      trapFocus
      width={290}
    >
      <Popover.Target>
        <Button
          variant={asOf ? "filled" : "default"}
          color={asOf ? "violet" : undefined}
          leftSection={asOf ? <IconClockHour4 size={15} /> : <IconClock size={15} />}
          onClick={toggle}
          aria-label={`${t.label}: ${label}`}
          maw={wide ? 230 : 100}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Choices close={close} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({ close }: { close: () => void }) {
  const asOf = useAsOf();
  const setMoment = useMoment();
  const [time, setTime] = useState("");
  const [revision, setRevision] = useState<string | number>("");
  const show = (moment: string | undefined) => {
    setMoment(moment);
    close();
  };
  const back = (milliseconds: number) =>
    show(new Date(Date.now() - milliseconds).toISOString().slice(0, 19).concat("Z"));
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600}>{t.title}</Text>
        <Text size="xs" c="dimmed">
          {t.about}
        </Text>
      </div>
      <SimpleGrid cols={2} spacing={6}>
        <Button variant="default" onClick={() => back(HOUR)}>
          {t.hourAgo}
        </Button>
        <Button variant="default" onClick={() => back(24 * HOUR)}>
          {t.dayAgo}
        </Button>
        <Button variant="default" onClick={() => back(7 * 24 * HOUR)}>
          {t.weekAgo}
        </Button>
        <Button variant="default" onClick={() => back(30 * 24 * HOUR)}>
          {t.monthAgo}
        </Button>
      </SimpleGrid>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (time) show(new Date(time).toISOString());
        }}
      >
        <Group gap={6} align="flex-end" wrap="nowrap">
          <TextInput
            type="datetime-local"
            label={t.at}
            value={time}
            onChange={(e) => setTime(e.target.value)}
            flex={1}
          />
          <Button type="submit" variant="default" disabled={!time}>
            {t.show}
          </Button>
        </Group>
      </form>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (revision !== "") show(String(revision));
        }}
      >
        <Group gap={6} align="flex-end" wrap="nowrap">
          <NumberInput
            label={t.revision}
            min={1}
            allowDecimal={false}
            value={revision}
            onChange={setRevision}
            flex={1}
            hideControls
          />
          <Button type="submit" variant="default" disabled={revision === ""}>
            {t.show}
          </Button>
        </Group>
      </form>
      {asOf && <Button onClick={() => show(undefined)}>{t.return}</Button>}
    </Stack>
  );
}

export function PastBanner() {
  const asOf = useAsOf();
  const setMoment = useMoment();
  if (!asOf) return null;
  return (
    <div className={classes.banner} role="status">
      <IconClockHour4 size={16} aria-hidden />
      <span>{t.banner(momentWords(asOf))}</span>
      <Button variant="default" size="compact-xs" onClick={() => setMoment(undefined)}>
        {t.return}
      </Button>
    </div>
  );
}
