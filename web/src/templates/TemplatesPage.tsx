// The templates by name.
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Template } from "../api/templates";
import { may } from "../session/may";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { NewName } from "../ui/declared/NewName";
import { number, words } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { EmptyState, Loaded } from "../ui/states";
import { templatesQuery } from "./queries";

const t = text.templates;

export function TemplatesPage() {
  const session = useQuery(sessionQuery).data;
  const found = useQuery(templatesQuery());
  const navigate = useNavigate();
  return (
    <Page title={t.title} about={t.about}>
      <Panel flush label={t.title}>
        <Loaded answer={found} rows={6}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState title={t.none}>{t.noneAbout}</EmptyState>
            ) : (
              <DeclaredTable
                label={t.title}
                heads={t.heads}
                rows={items.map((each) => ({ key: each.name, cells: cellsOf(each) }))}
              />
            )
          }
        </Loaded>
      </Panel>
      {may(session, "template.manage") && (
        <NewName go={(name) => navigate({ to: "/templates/$name", params: { name }, search: {} })} />
      )}
    </Page>
  );
}

function cellsOf(each: Template) {
  return [
    <AnchorLink key="name" to="/templates/$name" params={{ name: each.name }} search={{}}>
      {each.label}
    </AnchorLink>,
    words(each.practice),
    each.title,
    number(each.blanks.length),
    number(each.tasks.length),
    each.fault ? t.noLonger : each.standard ? t.standard : t.usual,
  ];
}
