// The rules that say who is told of what, by name.
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { may } from "../session/may";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { NewName } from "../ui/declared/NewName";
import { AnchorLink, ButtonLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { Loaded } from "../ui/states";
import { rulesQuery } from "./queries";
import { kindWords, partWords } from "./words";

const t = text.notifications.rules;

export function RulesPage() {
  const session = useQuery(sessionQuery).data;
  const found = useQuery(rulesQuery);
  const navigate = useNavigate();
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={
        may(session, "job.read") && (
          <ButtonLink to="/outbox" search={{}} variant="default">
            {t.outbox}
          </ButtonLink>
        )
      }
    >
      <Panel flush label={t.title}>
        <Loaded answer={found} rows={6}>
          {(items) => (
            <DeclaredTable
              label={t.title}
              heads={t.heads}
              rows={items.map((each) => ({
                key: each.name,
                cells: [
                  <AnchorLink
                    key="name"
                    to="/notification-rules/$name"
                    params={{ name: each.name }}
                    search={{}}
                  >
                    {each.name}
                  </AnchorLink>,
                  each.enabled ? each.on.map(kindWords).join(", ") : t.off,
                  each.where || t.any,
                  each.to.map(partWords).join(", "),
                  each.shipped ? text.declared.shipped : text.declared.own,
                ],
              }))}
            />
          )}
        </Loaded>
      </Panel>
      {may(session, "agreement.write") && (
        <NewName go={(name) => navigate({ to: "/notification-rules/$name", params: { name }, search: {} })} />
      )}
    </Page>
  );
}
