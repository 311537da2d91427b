// Every service in plain words, those that do not work first.
import { useQuery } from "@tanstack/react-query";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { EmptyState, Loaded } from "../ui/states";
import classes from "./Portal.module.css";
import { PortalPage } from "./PortalPage";
import { statusQuery } from "./queries";
import { ServiceState } from "./ServiceState";

const t = text.portal.status;

export function StatusPage() {
  const status = useQuery(statusQuery);
  return (
    <PortalPage title={t.title} about={t.about}>
      <Loaded answer={status} rows={10}>
        {(services) =>
          services.length === 0 ? (
            <EmptyState title={t.none} />
          ) : (
            <ul className={classes.lines}>
              {services.map((each) => (
                <li key={each.key} className={classes.line}>
                  <span className={classes.lineWords}>
                    <b>{each.name}</b>
                  </span>
                  <ServiceState state={each.state} />
                  <AnchorLink
                    to="/portal/report"
                    search={{ service: each.key }}
                    fz="sm"
                    aria-label={t.report(each.name)}
                  >
                    {t.reportShort}
                  </AnchorLink>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </PortalPage>
  );
}
