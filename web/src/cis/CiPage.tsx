// One CI: what it is, what it stands on, what happened to it, and what may be done.
import { Badge, Button, Group, Tabs } from "@mantine/core";
import { IconArchive, IconBolt, IconCopy, IconGitBranch } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import * as api from "../api/calls";
import type { CiClass, CiDetail, Lifecycle } from "../api/shapes";
import { rememberCi } from "../frame/recent";
import { CiRecords, ReportButton } from "../records/CiRecords";
import { AwayOf } from "../services/AwayBadge";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { copyText } from "../ui/download";
import { words } from "../ui/format";
import { ButtonLink } from "../ui/links";
import { tell } from "../ui/notify";
import { Page, usePageTitle } from "../ui/Page";
import { ciQuery, classesQuery, lifecyclesQuery } from "../ui/queries";
import { listText } from "../ui/search-params";
import { Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { CiFacts } from "./CiFacts";
import { MapTab } from "./MapTab";
import { Overview } from "./Overview";
import { RawTab } from "./RawTab";
import { RelationsTab } from "./RelationsTab";
import { CI_TABS, type CiTab } from "./search";
import { Timeline } from "./Timeline";

const route = getRouteApi("/cis/$key");
const t = text.cis.page;

export function CiPage() {
  const { key } = route.useParams();
  const { tab = "overview" } = route.useSearch();
  const asOf = useAsOf();
  const ci = useQuery(ciQuery(key, asOf));
  const schema = useQuery(classesQuery);
  const lifecycles = useQuery(lifecyclesQuery);
  usePageTitle(ci.data?.name ?? key);
  useEffect(() => {
    if (ci.data) rememberCi(ci.data);
  }, [ci.data]);
  return (
    <Loaded answer={ci} rows={12}>
      {(data) => (
        <Shown
          ci={data}
          tab={tab}
          cls={schema.data?.find((each) => each.name === data.class)}
          lifecycles={lifecycles.data ?? []}
        />
      )}
    </Loaded>
  );
}

type Props = { ci: CiDetail; cls: CiClass | undefined; lifecycles: Lifecycle[]; tab: CiTab };

function Shown({ ci, cls, lifecycles, tab }: Props) {
  const navigate = route.useNavigate();
  const asOf = useAsOf();
  const [retiring, setRetiring] = useState(false);
  return (
    <Page
      tab={ci.name || ci.key}
      title={
        <Group gap="sm">
          {ci.name || ci.key}
          <Badge color="gray" tt="none">
            {ci.class_label ?? words(ci.class)}
          </Badge>
          <Badge color={ci.lifecycle === "operational" ? "gray" : "orange"} variant="outline">
            {lifecycleLabel(lifecycles, ci.lifecycle)}
          </Badge>
          {cls?.service && <AwayOf service={ci.key} />}
        </Group>
      }
      about={<Key id={ci.key} />}
      actions={
        <>
          <ButtonLink to="/impact" search={{ ci: listText([ci.key]) }} leftSection={<IconBolt size={15} />}>
            {t.impact}
          </ButtonLink>
          <ButtonLink
            to="/what-if"
            search={{ ci: listText([ci.key]), select: ci.key }}
            variant="default"
            title={t.whatIfHelp}
            leftSection={<IconGitBranch size={15} />}
          >
            {t.whatIf}
          </ButtonLink>
          {!asOf && <ReportButton id={ci.key} />}
          {!asOf && (
            <Button
              variant="default"
              leftSection={<IconArchive size={15} />}
              onClick={() => setRetiring(true)}
            >
              {t.retire}
            </Button>
          )}
        </>
      }
    >
      <CiFacts ci={ci} />
      <Tabs
        value={tab}
        onChange={(next) =>
          navigate({
            search: (now) => ({
              ...now,
              tab: next === "overview" ? undefined : (next as CiTab),
              expand: undefined,
            }),
            resetScroll: false,
          })
        }
      >
        <Tabs.List mb="md">
          {CI_TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t.tabs[name]}
              {name === "relations" && ` ${ci.relations.length}`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview key={`${ci.key} ${asOf}`} ci={ci} cls={cls} lifecycles={lifecycles} />
        </Tabs.Panel>
        <Tabs.Panel value="relations">
          <RelationsTab ci={ci} />
        </Tabs.Panel>
        <Tabs.Panel value="map">
          <MapTab ci={ci} />
        </Tabs.Panel>
        <Tabs.Panel value="records">
          <CiRecords id={ci.key} />
        </Tabs.Panel>
        <Tabs.Panel value="timeline">
          <Timeline ci={ci} cls={cls} />
        </Tabs.Panel>
        <Tabs.Panel value="raw">
          <RawTab ci={ci} />
        </Tabs.Panel>
      </Tabs>
      <Retire ci={ci} opened={retiring} close={() => setRetiring(false)} />
    </Page>
  );
}

function lifecycleLabel(lifecycles: Lifecycle[], state: string): string {
  return lifecycles.flatMap((each) => each.states).find((each) => each.name === state)?.label ?? words(state);
}

function Key({ id }: { id: string }) {
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      color="gray"
      ml={-6}
      rightSection={<IconCopy size={12} />}
      aria-label={`${t.copyKey}: ${id}`}
      onClick={async () => tell((await copyText(id)) ? text.ui.copied : text.ui.notCopied)}
    >
      <span className="mono">{id}</span>
    </Button>
  );
}

function Retire({ ci, opened, close }: { ci: CiDetail; opened: boolean; close: () => void }) {
  const queries = useQueryClient();
  const retire = useMutation({
    mutationFn: () => api.cis.retire(ci.key, ci.revision),
    onSuccess: async () => {
      tell(t.retired(ci.name));
      close();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  return (
    <Confirm
      opened={opened}
      title={t.retireTitle(ci.name)}
      about={t.retireAbout}
      action={t.retire}
      busy={retire.isPending}
      error={retire.error}
      act={() => retire.mutate()}
      close={close}
    />
  );
}
