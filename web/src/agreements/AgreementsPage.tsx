// What is promised, by name.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type Agreement, agreements } from "../api/declared";
import { may } from "../session/may";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { NewName } from "../ui/declared/NewName";
import { duration, number } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { Loaded } from "../ui/states";

const t = text.agreements;

const agreementsQuery = queryOptions({
  queryKey: ["graph", "agreements"],
  queryFn: async () => (await agreements.list()).items,
});

export function AgreementsPage() {
  const session = useQuery(sessionQuery).data;
  const found = useQuery(agreementsQuery);
  const navigate = useNavigate();
  return (
    <Page title={t.title} about={t.about}>
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
      {may(session, "agreement.write") && (
        <NewName go={(name) => navigate({ to: "/agreements/$name", params: { name }, search: {} })} />
      )}
    </Page>
  );
}

function cellsOf(each: Agreement) {
  return [
    <AnchorLink key="name" to="/agreements/$name" params={{ name: each.name }} search={{}}>
      {each.name}
    </AnchorLink>,
    t.kinds[each.kind] ?? each.kind,
    servicesWords(each),
    <AnchorLink key="calendar" to="/calendars/$name" params={{ name: each.calendar }} search={{}}>
      {each.calendar}
    </AnchorLink>,
    timeOf(each.response["1"]),
    timeOf(each.resolution["1"]),
    each.availability === null ? t.none : `${number(each.availability * 100, 3)} %`,
  ];
}

export function servicesWords({ services }: Agreement): string {
  return services === "all" ? t.all : services.join(", ") || t.none;
}

function timeOf(seconds: number | undefined): string {
  return seconds === undefined ? t.none : duration(seconds);
}
