// What monitoring tells: by common cause, with what is expected and what is not known.
import { Button, SegmentedControl, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { AlertsAsked, EventSummary } from "../api/events";
import { events } from "../api/events";
import { may } from "../session/may";
import { text } from "../text";
import { number } from "../ui/format";
import { tell, warn } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { EmptyState, Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { useWide } from "../ui/useWide";
import { AlertTable } from "./AlertTable";
import classes from "./Events.module.css";
import { GroupList } from "./GroupList";
import { IntakePanel } from "./IntakePanel";
import { summaryQuery } from "./queries";
import { type EventsView, VIEWS } from "./search";

const route = getRouteApi("/events");
const t = text.events;
const ASKED: Record<Exclude<EventsView, "groups">, AlertsAsked> = {
  firing: { state: "firing" },
  expected: { state: "firing", suppressed: true },
  unknown: { state: "firing", unmatched: true },
  resolved: { state: "resolved" },
};

export function EventsPage() {
  const asOf = useAsOf();
  const summary = useQuery(summaryQuery);
  const session = useQuery(sessionQuery).data;
  const acts = may(session, "event.write") && !asOf && (summary.data?.kept ?? 0) > 0;
  return (
    <Page title={t.title} about={t.about} actions={acts && <LookButton />}>
      {asOf ? (
        <Text>{t.past}</Text>
      ) : (
        <Loaded answer={summary} rows={10}>
          {(counts) => (counts.received === 0 ? <Nothing /> : <Shown counts={counts} />)}
        </Loaded>
      )}
    </Page>
  );
}

function Nothing() {
  return (
    <>
      <EmptyState title={t.empty}>{t.emptyAbout}</EmptyState>
      <IntakePanel />
    </>
  );
}

function Shown({ counts }: { counts: EventSummary }) {
  const { view = "groups" } = route.useSearch();
  const navigate = route.useNavigate();
  const wide = useWide();
  return (
    <>
      <Counts counts={counts} />
      <SegmentedControl
        aria-label={t.views.label}
        orientation={wide ? "horizontal" : "vertical"}
        value={view}
        onChange={(next) => {
          const chosen = VIEWS.find((each) => each === next);
          navigate({ search: { view: chosen === "groups" ? undefined : chosen } });
        }}
        data={VIEWS.map((value) => ({ value, label: t.views[value] }))}
        style={{ justifySelf: "start", alignSelf: "flex-start" }}
      />
      {view === "groups" ? (
        <GroupList />
      ) : (
        <Panel flush label={t.views[view]}>
          <AlertTable asked={ASKED[view]} label={t.views[view]} />
        </Panel>
      )}
      <IntakePanel />
    </>
  );
}

function Counts({ counts }: { counts: EventSummary }) {
  const s = t.summary;
  const facts: [string, number][] = [
    [s.firing, counts.firing],
    [s.incidents, counts.incidents],
    [s.suppressed, counts.suppressed],
    [s.unmatched, counts.unmatched],
    [s.received, counts.received],
  ];
  return (
    <dl className={classes.summary} aria-label={s.label}>
      {facts.map(([label, count]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{number(count, 0)}</dd>
        </div>
      ))}
      {counts.not_kept > 0 && (
        <div title={s.notKeptHelp}>
          <dt>{s.notKept}</dt>
          <dd>{number(counts.not_kept, 0)}</dd>
        </div>
      )}
    </dl>
  );
}

function LookButton() {
  const queries = useQueryClient();
  const look = useMutation({
    mutationFn: () => events.look(newRequest()),
    onSuccess: (found) => tell(t.looked(found.opened.length, found.told.length)),
    onError: (error) => warn(error.message),
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  return (
    <Button variant="default" loading={look.isPending} onClick={() => look.mutate()}>
      {t.look}
    </Button>
  );
}
