// Incidents that are like this one, those that are open apart; and articles that may help.
import { useQuery } from "@tanstack/react-query";
import type { Evidence, SimilarIncident } from "../api/incidents";
import { stateLabel } from "../records/activity";
import { practicesQuery } from "../records/queries";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { Nothing, Part } from "./EvidenceParts";
import classes from "./Incidents.module.css";

const t = text.incidents;
const MOST = 5;

export function SimilarParts({ evidence }: { evidence: Evidence }) {
  const practice = useQuery(practicesQuery).data?.find((each) => each.name === "incident");
  const phaseOf = (state: string) =>
    practice?.lifecycle.states.find((each) => each.name === state)?.phase ?? "";
  const open = evidence.similar.filter((each) => phaseOf(each.state) === "open");
  const earlier = evidence.similar.filter((each) => phaseOf(each.state) !== "open");
  return (
    <>
      <Part title={t.matching.title}>
        {open.length > 0 ? <SimilarList items={open} /> : <Nothing>{t.matching.none}</Nothing>}
      </Part>
      <Part title={t.similar.title}>
        {earlier.length > 0 ? <SimilarList items={earlier} /> : <Nothing>{t.similar.none}</Nothing>}
      </Part>
    </>
  );
}

export function SimilarList({ items }: { items: SimilarIncident[] }) {
  const practice = useQuery(practicesQuery).data?.find((each) => each.name === "incident");
  return (
    <ul className={classes.list}>
      {items.slice(0, MOST).map((each) => (
        <li key={each.key}>
          <AnchorLink to="/$noun/$key" params={{ noun: "incidents", key: each.key }} search={{}}>
            {each.title}
          </AnchorLink>
          <span className={classes.why}>
            {[each.key, practice ? stateLabel(practice, each.state) : each.state, ...each.why].join(" · ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function ArticlesPart({ evidence }: { evidence: Evidence }) {
  return (
    <Part title={t.articles.title}>
      {evidence.articles.length === 0 && <Nothing>{t.articles.none}</Nothing>}
      <ul className={classes.list}>
        {evidence.articles.slice(0, MOST).map((each) => (
          <li key={each.key}>
            <AnchorLink to="/$noun/$key" params={{ noun: "articles", key: each.key }} search={{}}>
              {each.title}
            </AnchorLink>
            <span className={classes.why}>{[each.key, ...each.why].join(" · ")}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
