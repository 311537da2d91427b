// What threatens a service from records: incidents that are open on what it stands on, changes of the next seven days.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ServiceLevelDetail } from "../api/levels";
import { useNames } from "../changes/useNames";
import { PriorityMark } from "../records/PriorityMark";
import { text } from "../text";
import { local } from "../ui/format";
import { AnchorLink, CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { stateName } from "../ui/state";
import { Loaded } from "../ui/states";
import { levelQuery } from "./levels";
import classes from "./Service.module.css";

const t = text.services.level;
const PERIOD = "90d";

export function AheadPanels({ service }: { service: string }) {
  const level = useQuery(levelQuery(service, PERIOD));
  return (
    <>
      <Panel title={t.incidents} aside={level.data && <Text size="sm">{level.data.incidents}</Text>}>
        <Loaded answer={level} rows={3}>
          {(found) => <Incidents found={found} />}
        </Loaded>
      </Panel>
      <Panel title={t.changes} aside={level.data && <Text size="sm">{level.data.changes}</Text>}>
        <Loaded answer={level} rows={3}>
          {(found) => <Changes found={found} />}
        </Loaded>
      </Panel>
    </>
  );
}

function Incidents({ found }: { found: ServiceLevelDetail }) {
  const nameOf = useNames(
    found.open_incidents.flatMap((each) => each.cis),
    { [found.key]: found.name },
  );
  if (found.open_incidents.length === 0) return <Nothing>{t.noIncident}</Nothing>;
  return (
    <ul className={classes.around}>
      {found.open_incidents.map((each) => (
        <li key={each.key}>
          <PriorityMark priority={each.priority} brief />
          <div>
            <AnchorLink to="/$noun/$key" params={{ noun: "incidents", key: each.key }} search={{}}>
              {each.title}
            </AnchorLink>
            <Text size="xs" c="dimmed" component="div">
              {each.key} · <StateMark state={stateName(each.effect)} /> <At cis={each.cis} nameOf={nameOf} />
            </Text>
            <Text size="xs" c="dimmed" component="div">
              {t.counts(found.name, each.counts.state)} {each.counts.why}
            </Text>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Changes({ found }: { found: ServiceLevelDetail }) {
  const nameOf = useNames(
    found.next_changes.flatMap((each) => each.cis),
    { [found.key]: found.name },
  );
  if (found.next_changes.length === 0) return <Nothing>{t.noChange}</Nothing>;
  return (
    <ul className={classes.around}>
      {found.next_changes.map((each) => (
        <li key={each.key}>
          <div>
            <AnchorLink to="/$noun/$key" params={{ noun: "changes", key: each.key }} search={{}}>
              {each.title}
            </AnchorLink>
            <Text size="xs" c="dimmed" component="div">
              {each.key} · {local(each.start)} · {each.state} · <At cis={each.cis} nameOf={nameOf} />
            </Text>
          </div>
        </li>
      ))}
    </ul>
  );
}

const MOST_CIS = 3;

function At({ cis, nameOf }: { cis: string[]; nameOf: (key: string) => string }) {
  return (
    <>
      {cis.slice(0, MOST_CIS).map((key, index) => (
        <span key={key}>
          {index > 0 && ", "}
          <CiLink id={key}>{nameOf(key)}</CiLink>
        </span>
      ))}
      {cis.length > MOST_CIS && ` ${t.andMore(cis.length - MOST_CIS)}`}
    </>
  );
}

function Nothing({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}
