// The schedule: changes of a week or a month along the days, what collides, and when nothing is changed.
import { Alert, Button, Group, SegmentedControl, Table, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Schedule, ScheduledCollision } from "../api/changes";
import { CollisionTable } from "../changes/CollisionTable";
import { RecordLink } from "../changes/links";
import { scheduleQuery } from "../changes/queries";
import { useNames } from "../changes/useNames";
import { may } from "../session/may";
import { text } from "../text";
import { ButtonLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { useAsOf } from "../ui/useAsOf";
import { ClosedPeriods } from "./ClosedPeriods";
import { type Range, rangeOf, step, title, within } from "./range";
import classes from "./Schedule.module.css";
import type { View } from "./search";
import { Timeline } from "./Timeline";

const route = getRouteApi("/schedule");
const t = text.schedule;

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
  const view: View = search.view ?? "week";
  const range = useMemo(() => rangeOf(view, search.day, new Date()), [view, search.day]);
  const answer = useQuery(scheduleQuery(range.from.toISOString(), range.to.toISOString()));
  const session = useQuery(sessionQuery).data;
  const go = (next: { view?: View; day?: string }) =>
    navigate({ search: (now) => ({ ...now, ...next }), resetScroll: false });
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={
        may(session, "record.write") && (
          <ButtonLink to="/changes/new" search={{}} variant="default">
            {t.new}
          </ButtonLink>
        )
      }
    >
      <Panel
        label={t.timeline}
        flush
        title={<span className={classes.range}>{title(view, range)}</span>}
        aside={<Steps view={view} range={range} go={go} />}
      >
        <div style={{ opacity: answer.isPlaceholderData ? 0.6 : 1 }}>
          <Loaded answer={answer} rows={8}>
            {(schedule) => <Picture schedule={within(schedule, range)} range={range} view={view} />}
          </Loaded>
        </div>
      </Panel>
      {answer.data && <Tables schedule={within(answer.data, range)} />}
      <ClosedPeriods decides={may(session, "change.decide")} />
    </Page>
  );
}

type StepsProps = { view: View; range: Range; go: (next: { view?: View; day?: string }) => void };

function Steps({ view, range, go }: StepsProps) {
  return (
    <Group gap="xs">
      <Button
        variant="default"
        px={6}
        aria-label={t.previous[view]}
        onClick={() => go({ day: step(view, range, -1) })}
      >
        <IconChevronLeft size={15} aria-hidden />
      </Button>
      <Button variant="default" onClick={() => go({ day: undefined })}>
        {t.today}
      </Button>
      <Button
        variant="default"
        px={6}
        aria-label={t.next[view]}
        onClick={() => go({ day: step(view, range, 1) })}
      >
        <IconChevronRight size={15} aria-hidden />
      </Button>
      <SegmentedControl
        size="xs"
        aria-label={t.view}
        value={view}
        onChange={(value) => go({ view: value === "month" ? "month" : undefined })}
        data={(["week", "month"] as const).map((value) => ({ value, label: t.views[value] ?? value }))}
      />
    </Group>
  );
}

function Picture({ schedule, range, view }: { schedule: Schedule; range: Range; view: View }) {
  return (
    <>
      {schedule.truncated && (
        <Alert color="orange" role="status" py={6} m="xs">
          {t.truncated}
        </Alert>
      )}
      {schedule.changes.length === 0 && schedule.closed.length === 0 ? (
        <EmptyState title={t.empty[view] ?? ""}>{t.emptyAbout}</EmptyState>
      ) : (
        <>
          <Timeline schedule={schedule} range={range} now={Date.now()} />
          {schedule.changes.length === 0 && (
            <Text size="sm" c="dimmed" px="md" py="sm">
              {t.empty[view]}. {t.emptyAbout}
            </Text>
          )}
        </>
      )}
    </>
  );
}

function Tables({ schedule }: { schedule: Schedule }) {
  const nameOf = useNames(
    schedule.conflicts.flatMap((each) => each.ci ?? []),
    {},
  );
  if (schedule.changes.length === 0) return null;
  const of = (each: unknown) => <RecordLink noun="changes" id={(each as ScheduledCollision).change} />;
  return (
    <>
      <Panel title={t.collisions} flush>
        {schedule.conflicts.length === 0 ? (
          <Text size="sm" px="md" pb="sm">
            {t.noCollisions}
          </Text>
        ) : (
          <CollisionTable collisions={schedule.conflicts} label={t.collisions} nameOf={nameOf} of={of} />
        )}
      </Panel>
      <Panel title={t.changes} flush>
        <Table.ScrollContainer minWidth={720}>
          <Table aria-label={t.changes}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t.key}</Table.Th>
                <Table.Th>{t.what}</Table.Th>
                <Table.Th>{t.from}</Table.Th>
                <Table.Th>{t.to}</Table.Th>
                <Table.Th>{t.until}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {schedule.changes.map((each) => (
                <Table.Tr key={each.key}>
                  <Table.Td>
                    <RecordLink noun="changes" id={each.key} />
                  </Table.Td>
                  <Table.Td>{each.title}</Table.Td>
                  <Table.Td>
                    <Time at={each.start} absolute />
                  </Table.Td>
                  <Table.Td>
                    <Time at={each.end} absolute />
                  </Table.Td>
                  <Table.Td>
                    <Time at={each.until} absolute />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Panel>
    </>
  );
}
