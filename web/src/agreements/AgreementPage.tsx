// One agreement: what is promised, what was kept lately, and its document.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type Agreement, agreements } from "../api/declared";
import { text } from "../text";
import { DeclaredPage } from "../ui/declared/DeclaredPage";
import { Facts } from "../ui/declared/Facts";
import { duration, number, percent, words } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { servicesWords } from "./AgreementsPage";
import { KeptPanel } from "./KeptPanel";
import { ThreatPanel } from "./ThreatPanel";

const route = getRouteApi("/agreements/$name");
const t = text.agreements;
const TEMPLATE = {
  kind: "sla",
  services: "all",
  practices: ["incident", "request"],
  calendar: "office",
  response: { "1": 900, "2": 3600 },
  resolution: { "1": 14400, "2": 28800 },
  escalate_at: 0.8,
  availability: null,
  satisfaction: null,
};

const agreementQuery = (name: string) =>
  queryOptions({ queryKey: ["graph", "agreement", name], queryFn: () => agreements.get(name) });
export function AgreementPage() {
  const { name } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const agreement = useQuery(agreementQuery(name));
  return (
    <DeclaredPage
      key={name}
      name={name}
      needs="agreement.write"
      answer={agreement}
      template={TEMPLATE}
      back={
        <AnchorLink to="/agreements" search={{}}>
          {t.back}
        </AnchorLink>
      }
      title={(found) => found.name}
      summary={(found) => <Summary agreement={found} />}
      below={(found) => (
        <>
          <ThreatPanel agreement={found.name} />
          <KeptPanel
            agreement={found.name}
            search={search}
            show={(said) => navigate({ search: (now) => ({ ...now, ...said }), resetScroll: false })}
          />
        </>
      )}
      put={(revision, document) => agreements.put(name, revision, document)}
      remove={(revision) => agreements.remove(name, revision)}
      gone={() => navigate({ to: "/agreements", search: {} })}
    />
  );
}

function Summary({ agreement }: { agreement: Agreement }) {
  return (
    <Facts
      facts={[
        [
          t.facts.kind,
          `${t.kinds[agreement.kind] ?? agreement.kind}, ${text.declared[agreement.shipped ? "shipped" : "own"]}`,
        ],
        [t.facts.services, servicesWords(agreement)],
        [t.facts.practices, agreement.practices.map(words).join(", ")],
        [
          t.facts.calendar,
          <AnchorLink key="calendar" to="/calendars/$name" params={{ name: agreement.calendar }} search={{}}>
            {agreement.calendar}
          </AnchorLink>,
        ],
        [t.facts.response, times(agreement.response)],
        [t.facts.resolution, times(agreement.resolution)],
        [
          t.facts.escalate,
          agreement.escalate_at === null ? t.never : t.spent(percent(agreement.escalate_at)),
        ],
        [
          t.facts.availability,
          agreement.availability === null ? t.none : `${number(agreement.availability * 100, 3)} %`,
        ],
        [t.facts.satisfaction, agreement.satisfaction === null ? t.none : number(agreement.satisfaction)],
      ]}
    />
  );
}

function times(promised: Record<string, number>): string {
  const said = Object.entries(promised).map(([priority, seconds]) => t.by(priority, duration(seconds)));
  return said.join("; ") || t.none;
}
