// The catalogue as whoever keeps it sees it: every item, also those that they may not ask for.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { catalogue } from "../api/declared";
import { questionsOf } from "../portal/questions";
import { may } from "../session/may";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { NewName } from "../ui/declared/NewName";
import { number } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { EmptyState, Loaded } from "../ui/states";
import { approvalWords, forWhom } from "./words";

const t = text.catalogue;

const itemsQuery = (all: boolean) =>
  queryOptions({
    queryKey: ["graph", "catalogue", all],
    queryFn: async () => (await catalogue.list(all)).items,
  });

export function CatalogueAdminPage() {
  const session = useQuery(sessionQuery).data;
  const keeps = may(session, "catalogue.manage");
  const items = useQuery(itemsQuery(keeps));
  const navigate = useNavigate();
  return (
    <Page title={t.title} about={t.about}>
      <Panel flush label={t.title}>
        <Loaded answer={items} rows={8}>
          {(found) =>
            found.length === 0 ? (
              <EmptyState title={t.none}>{t.noneAbout}</EmptyState>
            ) : (
              <DeclaredTable
                label={t.title}
                heads={t.heads}
                rows={found.map((item) => ({
                  key: item.name,
                  cells: [
                    <AnchorLink key="name" to="/catalogue/$name" params={{ name: item.name }} search={{}}>
                      {item.title}
                    </AnchorLink>,
                    item.category || "–",
                    forWhom(item),
                    approvalWords(item),
                    number(questionsOf(item.form).length),
                    number(item.tasks.length),
                    t.days(item.delivery_days),
                  ],
                }))}
              />
            )
          }
        </Loaded>
      </Panel>
      {keeps && <NewName go={(name) => navigate({ to: "/catalogue/$name", params: { name }, search: {} })} />}
    </Page>
  );
}
