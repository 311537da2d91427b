// The environments of a release in order, each with what was deployed to it last.
import type { ReleasePackage } from "../api/releases";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { StateMark } from "../ui/StateMark";
import type { StateName } from "../ui/state";
import { Time } from "../ui/Time";
import classes from "./Releases.module.css";

const t = text.releases.environments;
type Environment = ReleasePackage["environments"][number];
type Deployment = Environment["deployments"][number];

const SHAPES: Record<string, StateName> = {
  in_progress: "none",
  succeeded: "ok",
  failed: "down",
  rolled_back: "degraded",
};

export function EnvironmentsPart({ environments }: { environments: Environment[] }) {
  return (
    <ol className={classes.environments} aria-label={t.title}>
      {environments.map((each) => (
        <li key={each.name}>
          <h3 className={classes.environment}>
            {each.name} {!each.declared && <span className={classes.note}>({t.apart})</span>}
          </h3>
          <Last deployments={each.deployments} />
        </li>
      ))}
    </ol>
  );
}

function Last({ deployments }: { deployments: Deployment[] }) {
  const last = deployments[0];
  if (!last) return <span className={classes.note}>{t.none}</span>;
  return (
    <div className={classes.stack} style={{ gap: "0.15rem" }}>
      <StateMark state={SHAPES[last.state] ?? "unknown"} word={t.states[last.state] ?? last.state_label} />
      <span className={classes.line}>
        <AnchorLink to="/$noun/$key" params={{ noun: "deployments", key: last.key }} search={{}}>
          {last.version || t.noVersion}
        </AnchorLink>
        <Time at={last.started_at} />
      </span>
      {last.authorisation === "unauthorised" && <StateMark state="at_risk" word={t.unauthorised} />}
      {deployments.length > 1 && <span className={classes.note}>{t.more(deployments.length - 1)}</span>}
    </div>
  );
}
