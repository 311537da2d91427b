// The schedule: changes along the days or in a calendar, what collides, what is free, and a change moved elsewhere.
import { Alert, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { FreeSlot, Schedule } from "../api/schedule";
import { scheduleQuery } from "../changes/queries";
import { may } from "../session/may";
import { text } from "../text";
import { ButtonLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { EmptyState, Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { useWide } from "../ui/useWide";
import { Calendar } from "./Calendar";
import { ClosedPeriods } from "./ClosedPeriods";
import { DayList } from "./DayList";
import { Filters } from "./Filters";
import { FreePanel } from "./FreePanel";
import { HeldPanel } from "./HeldPanel";
import { MoveDialog } from "./MoveDialog";
import { freeQuery } from "./queries";
import { dayWord, filtered, type Range, rangeOf, title, within } from "./range";
import classes from "./Schedule.module.css";
import { Steps } from "./Steps";
import type { ScheduleSearch, Shape, View } from "./search";
import { Tables } from "./Tables";
import { Timeline } from "./Timeline";
import { type Hold, useHold } from "./useHold";

const route = getRouteApi("/schedule");
const t = text.schedule;
const AN_HOUR = 60;

export function SchedulePage() {
  const asOf = useAsOf();
  if (asOf)
    return (
      <Page title={t.title} about={t.about}>
        <Text>{t.inPast}</Text>
      </Page>
    );
  return <Now />;
}

function Now() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const wide = useWide();
  const view: View = search.view ?? "week";
  const shape: Shape = search.as ?? "timeline";
  const range = useMemo(() => rangeOf(view, search.day, new Date()), [view, search.day]);
  const [from, to] = [range.from.toISOString(), range.to.toISOString()];
  const answer = useQuery(scheduleQuery(from, to));
  const asked = { from, to, change: search.slot_for, minutes: search.free };
  const free = useQuery(freeQuery(asked, search.free !== undefined));
  const session = useQuery(sessionQuery).data;
  const writable = may(session, "record.write") && may(session, "impact.ask");
  const go = useCallback(
    (next: Partial<ScheduleSearch>) =>
      navigate({ search: (now) => ({ ...now, ...next }), resetScroll: false, replace: "q" in next }),
    [navigate],
  );
  const seen = useCallback(
    (start: number) => {
      const at = new Date(start);
      if (at < range.from || at >= range.to) go({ day: dayWord(at) });
    },
    [go, range],
  );
  const hold = useHold(seen);
  const schedule = answer.data && filtered(within(answer.data, range), search);
  const slots = search.free !== undefined && free.data ? free.data.items : [];
  return (
    <Page
      title={t.title}
      about={`${t.about} ${t.zone(Intl.DateTimeFormat().resolvedOptions().timeZone)}`}
      actions={
        may(session, "record.write") && (
          <ButtonLink to="/changes/new" search={{}} variant="default">
            {t.new}
          </ButtonLink>
        )
      }
    >
      <Panel
        label={t.shapes[wide ? shape : "list"]}
        flush
        title={<span className={classes.range}>{title(view, range)}</span>}
        aside={<Steps view={view} shape={wide ? shape : null} range={range} go={go} />}
      >
        <Group justify="space-between" align="end" gap={0}>
          <Filters chosen={search} schedule={answer.data} set={go} />
          {search.free === undefined && (
            <Button variant="default" size="xs" mx="md" mb="xs" onClick={() => go({ free: AN_HOUR })}>
              {t.free.find}
            </Button>
          )}
        </Group>
        <div style={{ opacity: answer.isPlaceholderData ? 0.6 : 1 }}>
          <Loaded answer={answer} rows={8}>
            {() =>
              schedule && (
                <Picture
                  {...{ schedule, range, view, shape, wide, slots, hold, writable }}
                  all={answer.data}
                />
              )
            }
          </Loaded>
        </div>
        {wide && shape === "timeline" && writable && schedule && <HeldPanel hold={hold} />}
      </Panel>
      {search.free !== undefined && schedule && (
        <FreePanel
          asked={search}
          answer={free}
          schedule={schedule}
          set={go}
          hold={hold}
          writable={writable}
        />
      )}
      {schedule && wide && <Tables schedule={schedule} hold={hold} writable={writable} />}
      <ClosedPeriods decides={may(session, "change.decide")} />
      {hold.dropping && hold.held && <MoveDialog key={hold.held.key} hold={hold} />}
    </Page>
  );
}

type PictureProps = {
  schedule: Schedule;
  all: Schedule | undefined;
  range: Range;
  view: View;
  shape: Shape;
  wide: boolean;
  slots: FreeSlot[];
  hold: Hold;
  writable: boolean;
};

function Picture({ schedule, all, range, view, shape, wide, slots, hold, writable }: PictureProps) {
  const none = schedule.changes.length === 0;
  const hidden = none && all !== undefined && within(all, range).changes.length > 0;
  return (
    <>
      {schedule.truncated && (
        <Alert color="orange" role="status" py={6} m="xs">
          {t.truncated}
        </Alert>
      )}
      {none && schedule.closed.length === 0 && slots.length === 0 && !hold.held ? (
        <EmptyState title={hidden ? t.filters.none : (t.empty[view] ?? "")}>
          {hidden ? t.filters.noneAbout : t.emptyAbout}
        </EmptyState>
      ) : !wide ? (
        <DayList schedule={schedule} range={range} hold={hold} writable={writable} />
      ) : shape === "calendar" ? (
        <Calendar schedule={schedule} range={range} view={view} now={Date.now()} />
      ) : (
        <Timeline {...{ schedule, range, view, hold, writable }} free={slots} now={Date.now()} />
      )}
      {none && schedule.closed.length > 0 && (
        <Text size="sm" c="dimmed" px="md" py="sm">
          {hidden ? t.filters.none : t.empty[view]}. {hidden ? t.filters.noneAbout : t.emptyAbout}
        </Text>
      )}
    </>
  );
}
