// Who is hit, what may have caused it, what changed near by: each leads to where it can be looked at.
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Evidence } from "../api/incidents";
import { useNames } from "../changes/useNames";
import { text } from "../text";
import { local, percent } from "../ui/format";
import { AnchorLink, CiLink, ServiceLink } from "../ui/links";
import { StateMark } from "../ui/StateMark";
import { listText } from "../ui/search-params";
import { stateName } from "../ui/state";
import { Time } from "../ui/Time";
import classes from "./Incidents.module.css";

const t = text.incidents;
const MOST_SERVICES = 5;
const MOST_CAUSES = 3;
const MOST_CHANGES = 5;

export function Part({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <section className={classes.part} aria-label={title}>
      <h3>{title}</h3>
      {about && (
        <Text size="xs" c="dimmed" mb={4}>
          {about}
        </Text>
      )}
      {children}
    </section>
  );
}

export function Nothing({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}

type Props = { evidence: Evidence };

export function HitPart({ evidence, effect }: Props & { effect: "down" | "degraded" }) {
  const { hit, cis } = evidence;
  if (!hit)
    return (
      <Part title={t.hit.title}>
        <Nothing>{t.noCis}</Nothing>
      </Part>
    );
  const cause = listText(cis);
  const rest = hit.services.length - MOST_SERVICES;
  return (
    <Part title={t.hit.title}>
      <ul className={classes.list}>
        {hit.services.slice(0, MOST_SERVICES).map((service) => (
          <li key={service.key}>
            <StateMark state={stateName(service.state)} />{" "}
            <ServiceLink id={service.key}>{service.name}</ServiceLink>
          </li>
        ))}
        {hit.services.length === 0 && <li>{t.hit.none}</li>}
        {rest > 0 && <li className={classes.why}>{t.hit.more(rest)}</li>}
        <li data-testid="hit-counts">
          <AnchorLink to="/impact" search={effect === "degraded" ? { degraded: cause } : { ci: cause }}>
            {t.hit.counts(hit.down, hit.degraded, hit.at_risk)}
          </AnchorLink>
        </li>
        <li>
          <AnchorLink
            to="/impact"
            search={{ ...(effect === "degraded" ? { degraded: cause } : { ci: cause }), layout: "layers" }}
          >
            {t.hit.open}
          </AnchorLink>
        </li>
      </ul>
    </Part>
  );
}

export function CausesPart({ evidence }: Props) {
  const down = listText(evidence.cis);
  const nameOf = useNames(
    evidence.causes.slice(0, MOST_CAUSES).flatMap((each) => each.cause),
    evidence.names,
  );
  return (
    <Part title={t.causes.title}>
      {evidence.causes.length === 0 ? (
        <Nothing>{evidence.cis.length ? t.causes.none : t.noCis}</Nothing>
      ) : (
        <ul className={classes.list}>
          {evidence.causes.slice(0, MOST_CAUSES).map((each) => (
            <li key={each.cause.join()}>
              <AnchorLink to="/root-cause" search={{ down, cause: listText(each.cause) }}>
                {each.cause.map(nameOf).join(" + ")}
              </AnchorLink>{" "}
              <Text span size="xs" c="dimmed">
                {t.causes.fits(percent(each.score))}
              </Text>
              <span className={classes.why}>{each.reasons.slice(0, 2).join("; ") || each.sentence}</span>
            </li>
          ))}
          <li>
            <AnchorLink to="/root-cause" search={{ down }}>
              {t.causes.open}
            </AnchorLink>
          </li>
        </ul>
      )}
    </Part>
  );
}

export function ChangesPart({ evidence }: Props) {
  const { changes, change_records: records, deployments } = evidence;
  const shown = changes.slice(0, MOST_CHANGES);
  const nameOf = useNames(
    shown.flatMap((each) => each.cis.slice(0, 2)),
    evidence.names,
  );
  return (
    <Part title={t.changes.title} about={t.changes.about}>
      {changes.length + records.length + deployments.length === 0 && <Nothing>{t.changes.none}</Nothing>}
      <ul className={classes.list}>
        {deployments.map((each) => (
          <li key={each.key}>
            <AnchorLink to="/$noun/$key" params={{ noun: "deployments", key: each.key }} search={{}}>
              {t.changes.deployed(each.title)}
            </AnchorLink>
            <span className={classes.why}>
              <Time at={each.started_at} /> · {t.changes.deploymentStates[each.state] ?? each.state}
              {each.authorisation === "unauthorised" && ` · ${t.changes.unauthorised}`}
            </span>
          </li>
        ))}
        {records.map((each) => (
          <li key={each.key}>
            <AnchorLink to="/$noun/$key" params={{ noun: "changes", key: each.key }} search={{}}>
              {each.title}
            </AnchorLink>
            <span className={classes.why}>
              {each.key}
              {each.starts_at && ` · ${t.changes.planned(local(each.starts_at))}`}
            </span>
          </li>
        ))}
        {shown.map((each) => (
          <li key={each.revision}>
            <AnchorLink to="/audit" search={{ revision: String(each.revision) }}>
              {each.reason || t.changes.revision(each.revision)}
            </AnchorLink>
            <span className={classes.why}>
              {each.actor} · <Time at={each.at} /> ·{" "}
              {each.cis.slice(0, 2).map((ci, index) => (
                <span key={ci}>
                  {index > 0 && ", "}
                  <CiLink id={ci}>{nameOf(ci)}</CiLink>
                </span>
              ))}
              {each.count > 2 && ` (${t.changes.cis(each.count)})`}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
