// One rota: who takes turns, the shifts to come, a swap, and its document.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { onCall, type Rota } from "../api/on-call";
import { may } from "../session/may";
import { text } from "../text";
import { DeclaredPage } from "../ui/declared/DeclaredPage";
import { Facts } from "../ui/declared/Facts";
import { local } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { sessionQuery } from "../ui/queries";
import { Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { rotaQuery, shiftsQuery, spanOf } from "./queries";
import { ShiftTable } from "./ShiftTable";
import { Strips } from "./Strip";
import { SwapForm } from "./SwapForm";

const route = getRouteApi("/on-call/$name");
const t = text.onCall;

const template = () => ({
  team: "",
  people: [""],
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  start: new Date().toISOString().slice(0, 10),
  hand_over: "09:00",
  days: 7,
  overrides: [],
});

export function RotaPage() {
  const { name } = route.useParams();
  const navigate = route.useNavigate();
  const rota = useQuery(rotaQuery(name));
  const [TEMPLATE] = useState(template);
  return (
    <DeclaredPage
      key={name}
      name={name}
      needs="agreement.write"
      answer={rota}
      template={TEMPLATE}
      back={
        <AnchorLink to="/on-call" search={{}}>
          {t.back}
        </AnchorLink>
      }
      title={(found) => found.name}
      summary={(found) => <Summary rota={found} />}
      put={(revision, document) => onCall.put(name, revision, document)}
      remove={(revision) => onCall.remove(name, revision)}
      gone={() => navigate({ to: "/on-call", search: {} })}
    />
  );
}

function Summary({ rota }: { rota: Rota }) {
  const asOf = useAsOf();
  const session = useQuery(sessionQuery).data;
  const [span] = useState(() => spanOf(Date.now()));
  const shifts = useQuery(shiftsQuery(rota.name, span));
  return (
    <>
      <Facts facts={factsOf(rota)} />
      <Loaded answer={shifts} rows={4}>
        {(items) => (
          <>
            <Strips rotas={[{ name: t.picture, shifts: items }]} span={span} />
            <ShiftTable shifts={items} />
          </>
        )}
      </Loaded>
      {may(session, "agreement.write") && !asOf && <SwapForm rota={rota} />}
    </>
  );
}

function factsOf(rota: Rota): [string, string][] {
  const overrides = rota.overrides.map((each) =>
    t.override(each.person || t.nobody, local(each.start), local(each.end)),
  );
  return [
    [t.facts.team, rota.team || t.noTeam],
    [t.facts.people, rota.people.join(", ")],
    [t.facts.every, t.days(rota.days)],
    [t.facts.handOver, `${rota.hand_over} ${rota.zone}`],
    [t.facts.start, rota.start],
    [t.facts.overrides, overrides.join("; ") || t.noOverride],
  ];
}
