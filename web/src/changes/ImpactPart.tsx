// What a change breaks, as planned and if it fails: words, services, and the groups left without one to spare.
import { SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import type { Assessment, Away, ServiceOutage } from "../api/changes";
import type { Impact } from "../api/shapes";
import { nameList } from "../impact/because";
import { text } from "../text";
import { AnchorLink, CiLink, ServiceLink } from "../ui/links";
import { StateMark } from "../ui/StateMark";
import { listText } from "../ui/search-params";
import { stateName } from "../ui/state";
import { downIn, knownKeys } from "../what-if/plan";
import { planWord } from "../what-if/search";
import classes from "./Changes.module.css";
import type { ChangePlanDocument } from "./plan-parts";
import { awayQuery } from "./queries";

const t = text.changes.impact;
const MOST_SERVICES = 6;
const MOST_GATES = 6;

type Reading = "planned" | "if_it_fails";
type Props = { judged: Assessment; plan: ChangePlanDocument };

export function ImpactPart({ judged, plan }: Props) {
  const [reading, setReading] = useState<Reading>("planned");
  const answer = judged.impact[reading];
  const services = answer.services.filter((each) => each.state !== "ok");
  return (
    <div className={classes.part}>
      <h3 className={classes.heading}>{t.title}</h3>
      <SegmentedControl
        size="xs"
        aria-label={t.reading}
        value={reading}
        onChange={(value) => setReading(value as Reading)}
        data={[
          { value: "planned", label: t.planned },
          { value: "if_it_fails", label: t.failing },
        ]}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {reading === "planned" ? t.plannedAbout : t.failingAbout}
      </Text>
      <p className={classes.headline} data-testid="change-impact" aria-live="polite">
        {answer.headline}
      </p>
      {services.length > 0 && (
        <ul className={classes.lines} aria-label={text.impact.counts.services}>
          {services.slice(0, MOST_SERVICES).map((each) => (
            <li key={each.key}>
              <StateMark state={stateName(each.state)} />
              <ServiceLink id={each.key}>{each.name}</ServiceLink>
              <span className={classes.note}>
                {each.already
                  ? t.already
                  : outWords(
                      judged.services.find((out) => out.key === each.key),
                      reading,
                    )}
              </span>
            </li>
          ))}
          {services.length > MOST_SERVICES && (
            <li className={classes.note}>{t.more(services.length - MOST_SERVICES)}</li>
          )}
        </ul>
      )}
      <Text size="sm" mt={6}>
        <Onward plan={plan} reading={reading} />
      </Text>
    </div>
  );
}

/** Who uses a service, and for how long it is out, the agreed hours apart. */
function outWords(out: ServiceOutage | undefined, reading: Reading): string {
  if (!out) return "";
  const { state, minutes, agreed_minutes: agreed } = out[reading];
  const words = out.users > 0 ? [t.users(out.users)] : [];
  if (state === "down") {
    words.push(minutes === null || agreed === null ? t.noEnd : t.out(minutes, agreed, out.hours));
  }
  return words.join(" · ");
}

/** Edits can be shown on the what-if page only; what is merely DOWN belongs on the impact page. */
function Onward({ plan, reading }: { plan: ChangePlanDocument; reading: Reading }) {
  const word = plan.edits.length > 0 ? planWord(plan) : null;
  if (reading === "planned" && word)
    return (
      <AnchorLink to="/what-if" search={{ plan: word }}>
        {t.openMap}
      </AnchorLink>
    );
  const down = downIn(plan);
  const of = (state: string) => down.filter((each) => (each.state ?? "down") === state).map(({ ci }) => ci);
  const search =
    reading === "planned"
      ? { ci: listText(of("down")), degraded: listText(of("degraded")) }
      : { ci: listText(knownKeys(plan)) };
  return (
    <AnchorLink to="/impact" search={search}>
      {t.open}
    </AnchorLink>
  );
}

/** Services that the plan hits, or that stand on a group without one to spare, and that do not go down by it. */
function stillStanding(answer: Impact): string[] {
  const down = new Set(answer.services.filter((each) => each.state === "down").map((each) => each.key));
  const hit = [
    ...answer.services.map((each) => each.key),
    ...answer.at_risk.flatMap((each) => each.services),
  ];
  return [...new Set(hit)].filter((key) => !down.has(key));
}

/** How many failures away it is meanwhile, and how many it was; nothing where that is not worked out. */
function awayWords(away: Away | undefined): string {
  if (!away || away.meanwhile === null) return "";
  const was = away.was === null ? "" : String(away.was);
  return ` ${t.awayBy(t.failures(away.meanwhile), was)}`;
}

/** The groups that have none to spare while the plan is carried out. */
export function RedundancyPart({ answer, change }: { answer: Impact; change: string }) {
  const gates = answer.at_risk;
  const standing = stillStanding(answer);
  const away = useQuery(awayQuery(change, gates.length > 0));
  return (
    <div className={classes.part}>
      <h3 className={classes.heading}>{t.redundancy}</h3>
      {gates.length === 0 && <Text size="sm">{t.noRedundancy}</Text>}
      {gates.length > 0 && (
        <ul className={classes.lines} aria-label={t.redundancy}>
          {gates.slice(0, MOST_GATES).map((each) => (
            <li key={`${each.key} ${each.group}`}>
              <StateMark state="at_risk" />
              <CiLink id={each.key}>{answer.names[each.key] ?? each.key}</CiLink>
              <span className={classes.note}>
                {t.gate(each.group ?? "–", nameList(each.left, answer.names))}
              </span>
            </li>
          ))}
          {gates.length > MOST_GATES && (
            <li className={classes.note}>{t.moreGates(gates.length - MOST_GATES)}</li>
          )}
        </ul>
      )}
      {standing.length > 0 && (
        <Text size="sm" mt={6}>
          {t.away}{" "}
          {standing.slice(0, MOST_SERVICES).map((service, place) => (
            <Fragment key={service}>
              {place > 0 && ", "}
              <AnchorLink to="/services/$key" params={{ key: service }} search={{ change }}>
                {answer.names[service] ?? service}
              </AnchorLink>
              {away.isLoading
                ? ` ${t.counting}`
                : awayWords(away.data?.find((each) => each.service === service))}
            </Fragment>
          ))}
          {standing.length > MOST_SERVICES && ` ${t.more(standing.length - MOST_SERVICES)}`}
        </Text>
      )}
    </div>
  );
}
