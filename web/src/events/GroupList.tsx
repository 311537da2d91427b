// What fires by common cause: the incident, why it is one, its CIs and how bad; its alerts on request.
import { Badge, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { AlertsAsked, EventGroup } from "../api/events";
import { text } from "../text";
import { AnchorLink, CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { AlertTable } from "./AlertTable";
import classes from "./Events.module.css";
import { groupsQuery } from "./queries";
import { SeverityMark } from "./SeverityMark";

const route = getRouteApi("/events");
const t = text.events;
const SHOWN_CIS = 5;
const ORDER = ["critical", "warning", "info"];
const ABOUT: Record<string, string> = {
  unknown: t.group.unknownAbout,
  waiting: t.group.waitingAbout,
  expected: t.group.expectedAbout,
};

export function GroupList() {
  const groups = useQuery(groupsQuery);
  return (
    <Panel flush label={t.views.groups}>
      <Loaded answer={groups} rows={8}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t.quiet}>{t.quietAbout}</EmptyState>
          ) : (
            items.map((group) => <Group key={`${group.kind} ${group.incident}`} group={group} />)
          )
        }
      </Loaded>
    </Panel>
  );
}

function Group({ group }: { group: EventGroup }) {
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const name = group.incident || group.kind;
  const opened = open === name;
  const asked = askedOf(group);
  const rest = group.ci_count - Math.min(group.cis.length, SHOWN_CIS);
  return (
    <section className={classes.group} aria-label={group.title}>
      <div className={classes.head}>
        {group.incident ? (
          <AnchorLink to="/$noun/$key" params={{ noun: "incidents", key: group.incident }} search={{}}>
            {group.title}
          </AnchorLink>
        ) : (
          <span>{group.title}</span>
        )}
        {group.state && (
          <Badge color="orange" variant="outline">
            {group.state}
          </Badge>
        )}
        {ORDER.filter((each) => group.severities[each]).map((each) => (
          <SeverityMark key={each} severity={each} count={group.severities[each]} />
        ))}
      </div>
      <p className={classes.more}>
        {group.cause || ABOUT[group.kind]} {t.group.alerts(group.alerts)}, {t.group.messages(group.messages)},{" "}
        {t.group.since} <Time at={group.since} />, {t.group.last} <Time at={group.last_at} />.
      </p>
      {group.cis.length > 0 && (
        <p className={classes.more}>
          {t.group.cis(group.ci_count)}:{" "}
          {group.cis.slice(0, SHOWN_CIS).map((ci, index) => (
            <span key={ci.key}>
              {index > 0 && ", "}
              <CiLink id={ci.key}>{ci.name}</CiLink>
            </span>
          ))}
          {rest > 0 && ` ${t.group.more(rest)}`}
        </p>
      )}
      {asked && (
        <Button
          variant="subtle"
          size="compact-xs"
          aria-expanded={opened}
          onClick={() =>
            navigate({
              search: (now) => ({ ...now, open: opened ? undefined : name }),
              replace: true,
              resetScroll: false,
            })
          }
        >
          {opened ? t.group.hide : t.group.show}
        </Button>
      )}
      {opened && asked && <AlertTable asked={asked} label={group.title} />}
    </section>
  );
}

/** The alerts of a group; those that only wait are among all that fire. */
function askedOf({ kind, incident }: EventGroup): AlertsAsked | null {
  if (incident) return { state: "firing", incident };
  if (kind === "unknown") return { state: "firing", unmatched: true };
  return kind === "expected" ? { state: "firing", suppressed: true } : null;
}
