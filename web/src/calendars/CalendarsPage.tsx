// The calendars by name.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { calendars } from "../api/declared";
import { may } from "../session/may";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { NewName } from "../ui/declared/NewName";
import { words } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { Loaded } from "../ui/states";

const t = text.calendars;

export const calendarsQuery = queryOptions({
  queryKey: ["graph", "calendars"],
  queryFn: async () => (await calendars.list()).items,
});

export function CalendarsPage() {
  const session = useQuery(sessionQuery).data;
  const found = useQuery(calendarsQuery);
  const navigate = useNavigate();
  return (
    <Page title={t.title} about={t.about}>
      <Panel flush label={t.title}>
        <Loaded answer={found} rows={6}>
          {(items) => (
            <DeclaredTable
              label={t.title}
              heads={t.heads}
              rows={items.map((each) => ({
                key: each.name,
                cells: [
                  <AnchorLink key="name" to="/calendars/$name" params={{ name: each.name }} search={{}}>
                    {each.name}
                  </AnchorLink>,
                  each.zone,
                  Object.entries(each.hours)
                    .map(([day, hours]) => `${words(day)} ${hours.join(", ")}`)
                    .join("; "),
                  t.closed(each.closed.length),
                  each.shipped ? text.declared.shipped : text.declared.own,
                ],
              }))}
            />
          )}
        </Loaded>
      </Panel>
      {may(session, "agreement.write") && (
        <NewName go={(name) => navigate({ to: "/calendars/$name", params: { name }, search: {} })} />
      )}
    </Page>
  );
}
