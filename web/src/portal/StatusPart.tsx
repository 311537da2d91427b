// How services are, in one sentence and those that do not work.
import { useQuery } from "@tanstack/react-query";
import type { ServiceWord } from "../api/portal";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { Loaded } from "../ui/states";
import classes from "./Portal.module.css";
import { Part } from "./PortalPage";
import { statusQuery } from "./queries";
import { ServiceState } from "./ServiceState";

const t = text.portal;

export function StatusPart() {
  const status = useQuery(statusQuery);
  return (
    <Part title={t.home.status}>
      <Loaded answer={status} rows={2}>
        {(services) => <Summary services={services} />}
      </Loaded>
    </Part>
  );
}

const MOST = 5;

function Summary({ services }: { services: ServiceWord[] }) {
  const broken = services.filter((each) => each.state !== "working");
  if (services.length === 0) return <p className={classes.about}>{t.status.none}</p>;
  const down = broken.filter((each) => each.state === "not working").length;
  return (
    <div className={classes.lines}>
      <p style={{ margin: 0 }} data-testid="status">
        {broken.length === 0
          ? t.status.allWork(services.length)
          : `${t.status.broken(down, broken.length - down)}. ${t.status.rest(services.length - broken.length)}`}{" "}
        <AnchorLink to="/portal/status" search={{}}>
          {t.home.allServices}
        </AnchorLink>
      </p>
      {broken.slice(0, MOST).map((each) => (
        <div key={each.key} className={classes.line}>
          <b>{each.name}</b>
          <ServiceState state={each.state} />
        </div>
      ))}
    </div>
  );
}
