// The dashboards that one sees: the product's by role, one's own, those shared with one.
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Dashboard } from "../api/dashboards";
import { may } from "../session/may";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { number, words } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { Loaded } from "../ui/states";
import { dashboardsQuery } from "./queries";
import { useMake } from "./useMake";

const t = text.dashboards;

export function DashboardsPage() {
  const session = useQuery(sessionQuery).data;
  const found = useQuery(dashboardsQuery);
  const make = useMake();
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={
        may(session, "view.own") && (
          <Button
            leftSection={<IconPlus size={15} aria-hidden />}
            loading={make.isPending}
            onClick={() => make.mutate({ title: t.untitled, audience: "private", roles: [], tiles: [] })}
          >
            {t.make}
          </Button>
        )
      }
    >
      <Panel flush label={t.title}>
        <Loaded answer={found} rows={6}>
          {(items) => (
            <DeclaredTable
              label={t.title}
              heads={t.heads}
              rows={items.map((each) => ({ key: each.name, cells: cellsOf(each) }))}
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

function cellsOf(each: Dashboard) {
  return [
    <AnchorLink key="name" to="/dashboards/$name" params={{ name: each.name }} search={{}}>
      {each.title}
    </AnchorLink>,
    ownerWords(each),
    audienceWords(each),
    number(each.tiles.length),
  ];
}

export function ownerWords(each: Dashboard): string {
  if (each.shipped) return each.first ? `${t.product}, ${t.first}` : t.product;
  return each.mine ? t.yours : each.owner;
}

export function audienceWords({ audience, roles, mine, owner }: Dashboard): string {
  if (audience === "roles") return t.audienceOf(roles.map(words).join(", "));
  return audience === "private" && !mine ? owner : (text.ui.sharing.audiences[audience] ?? audience);
}
