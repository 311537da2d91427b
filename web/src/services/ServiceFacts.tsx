// What a service is, and how it stands, in one strip.
import type { ReactNode } from "react";
import type { ServiceDetail } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { StateMark } from "../ui/StateMark";
import { Margin } from "./Margin";
import classes from "./Service.module.css";

const t = text.servicePage;

export function ServiceFacts({ service }: { service: ServiceDetail }) {
  const all = service.stands_on + 1;
  const known = all - service.unknown;
  return (
    <dl className={classes.facts}>
      <Fact label={t.margin}>
        <Margin service={service} />
      </Fact>
      <Fact label={t.criticality}>
        {service.criticality == null ? t.notSaid : `${service.criticality} / 5`}
      </Fact>
      <Fact label={t.users}>{service.users == null ? t.notSaid : number(service.users, 0)}</Fact>
      <Fact label={t.owner}>{service.owner ?? t.notSaid}</Fact>
      <Fact label={t.standsOn}>{t.cis(service.stands_on)}</Fact>
      <Fact label={t.coverage}>
        {service.unknown > 0 ? (
          <StateMark state="unknown" word={t.covered(known, all)} />
        ) : (
          <StateMark state="ok" word={t.coveredAll(all)} />
        )}
      </Fact>
      <Fact label={t.changed}>{t.cis(service.changed_24h)}</Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
