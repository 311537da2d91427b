// Who may sign in, and which scripts may call the API.
import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { text } from "../text";
import { Page } from "../ui/Page";
import { Accounts } from "./Accounts";
import { Password } from "./Password";
import type { PeopleSearch } from "./search";
import { Tokens } from "./Tokens";

const route = getRouteApi("/people");
const t = text.admin.people;

export function PeoplePage() {
  const { tab = "accounts" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={t.title} about={t.about}>
      <Tabs
        value={tab}
        onChange={(next) => navigate({ search: { tab: (next ?? undefined) as PeopleSearch["tab"] } })}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="accounts">{t.accounts}</Tabs.Tab>
          <Tabs.Tab value="tokens">{t.tokens}</Tabs.Tab>
          <Tabs.Tab value="password">{t.mine}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="accounts">
          <Accounts />
        </Tabs.Panel>
        <Tabs.Panel value="tokens">
          <Tokens />
        </Tabs.Panel>
        <Tabs.Panel value="password">
          <Password />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
