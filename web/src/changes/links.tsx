// The way to what a change collides with, and to what a factor of its risk stands on.
import type { Collision } from "../api/changes";
import { AnchorLink, CiLink } from "../ui/links";

export type Told = { nameOf: (key: string) => string };

/** A record by its practice, a closed period on the schedule. */
export function WithLink({ collision }: { collision: Pick<Collision, "kind" | "with"> }) {
  const { kind, with: other } = collision;
  if (kind === "freeze" || kind === "maintenance")
    return (
      <AnchorLink to="/schedule" search={{}}>
        {other}
      </AnchorLink>
    );
  return <RecordLink noun={kind === "incident" ? "incidents" : "changes"} id={other} />;
}

export function RecordLink({ noun, id }: { noun: string; id: string }) {
  return (
    <AnchorLink to="/$noun/$key" params={{ noun, key: id }} search={{}} preload="intent">
      <span style={{ whiteSpace: "nowrap" }}>{id}</span>
    </AnchorLink>
  );
}

const RECORDS: Record<string, string> = {
  history: "incidents",
  similar_changes: "changes",
  ci_class: "changes",
  not_changing: "problems",
};

type EvidenceProps = { factor: string; id: string; collisions: Collision[] } & Told;

export function EvidenceLink({ factor, id, collisions, nameOf }: EvidenceProps) {
  const noun = RECORDS[factor];
  if (noun) return <RecordLink noun={noun} id={id} />;
  const collision = factor === "collisions" ? collisions.find((each) => each.with === id) : undefined;
  if (collision) return <WithLink collision={collision} />;
  return <CiLink id={id}>{nameOf(id)}</CiLink>;
}
