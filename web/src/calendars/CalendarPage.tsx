// One calendar: its hours by weekday, its closed days, and its document.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type Calendar, calendars } from "../api/declared";
import { text } from "../text";
import { DeclaredPage } from "../ui/declared/DeclaredPage";
import { Facts } from "../ui/declared/Facts";
import { words } from "../ui/format";
import { AnchorLink } from "../ui/links";

const route = getRouteApi("/calendars/$name");
const t = text.calendars;
const TEMPLATE = { zone: "UTC", hours: { mon: ["08:00-17:00"] }, closed: [] };

const calendarQuery = (name: string) =>
  queryOptions({ queryKey: ["graph", "calendar", name], queryFn: () => calendars.get(name) });

export function CalendarPage() {
  const { name } = route.useParams();
  const navigate = route.useNavigate();
  const calendar = useQuery(calendarQuery(name));
  return (
    <DeclaredPage
      key={name}
      name={name}
      needs="agreement.write"
      answer={calendar}
      template={TEMPLATE}
      back={
        <AnchorLink to="/calendars" search={{}}>
          {t.back}
        </AnchorLink>
      }
      title={(found) => found.name}
      summary={(found) => <Facts facts={factsOf(found)} />}
      put={(revision, document) => calendars.put(name, revision, document)}
      remove={(revision) => calendars.remove(name, revision)}
      gone={() => navigate({ to: "/calendars", search: {} })}
    />
  );
}

function factsOf(calendar: Calendar): [string, string][] {
  const hours = Object.entries(calendar.hours).map(([day, open]): [string, string] => [
    t.days[day] ?? words(day),
    open.join(", ") || t.shut,
  ]);
  return [[t.facts.zone, calendar.zone], ...hours, [t.facts.closed, calendar.closed.join(", ") || t.none]];
}
