// What somebody on call needs first: owner, how to reach them, the runbook, and how far the record can be trusted.
import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import type { CiDetail } from "../api/shapes";
import { text } from "../text";
import { shown, words } from "../ui/format";
import { StateMark } from "../ui/StateMark";
import { Time } from "../ui/Time";
import classes from "./Ci.module.css";

const t = text.cis.page;

export function CiFacts({ ci }: { ci: CiDetail }) {
  const { owner, contact, runbook, criticality } = ci.attributes;
  const missing = ci.health?.missing ?? [];
  const health = missing.map((name) => words(name).toLowerCase()).join(", ");
  return (
    <dl className={classes.facts}>
      {owner != null && <Fact label={t.owner}>{shown(owner)}</Fact>}
      {contact != null && <Fact label={t.contact}>{shown(contact)}</Fact>}
      {typeof runbook === "string" && (
        <Fact label={t.runbook}>
          <Runbook address={runbook} />
        </Fact>
      )}
      {criticality != null && <Fact label={t.criticality}>{shown(criticality)} / 5</Fact>}
      <Fact label={t.health}>
        {health ? (
          <StateMark state="unknown" word={t.lacks(health)} />
        ) : (
          <StateMark state="ok" word={t.healthy} />
        )}
      </Fact>
      <Fact label={t.changed}>
        <Time at={ci.changed_at} />
      </Fact>
      {ci.last_seen && (
        <Fact label={t.lastSeen}>
          <Time at={ci.last_seen} />
        </Fact>
      )}
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

function Runbook({ address }: { address: string }) {
  if (!/^https?:\/\//i.test(address)) return address;
  return (
    <Anchor href={address} target="_blank" rel="noreferrer" inherit>
      {address.replace(/^https?:\/\//i, "")}
    </Anchor>
  );
}
