// One dashboard: its tiles as they stand now; who may alter it edits it in place.
import { Button, Group } from "@mantine/core";
import { IconCopy, IconLink, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { type Dashboard, dashboards } from "../api/dashboards";
import { Problem } from "../api/problem";
import { InPast } from "../measures/InPast";
import classes from "../measures/Measures.module.css";
import { may } from "../session/may";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { copyText } from "../ui/download";
import { AnchorLink } from "../ui/links";
import { tell, warn } from "../ui/notify";
import { Page } from "../ui/Page";
import { sessionQuery } from "../ui/queries";
import { EmptyState, Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { DashboardEditor } from "./DashboardEditor";
import { audienceWords, ownerWords } from "./DashboardsPage";
import { DashboardTile } from "./DashboardTile";
import { dashboardFiguresQuery, dashboardQuery } from "./queries";
import { useMake } from "./useMake";

const route = getRouteApi("/dashboards/$name");
const t = text.dashboards;

export function DashboardPage() {
  const { name } = route.useParams();
  return useAsOf() ? <InPast /> : <Now key={name} name={name} />;
}

const back = (
  <AnchorLink to="/dashboards" search={{}}>
    {t.back}
  </AnchorLink>
);

function Now({ name }: { name: string }) {
  const { edit } = route.useSearch();
  const navigate = route.useNavigate();
  const found = useQuery(dashboardQuery(name));
  const dashboard = found.data;
  if (found.error instanceof Problem && found.error.status === 404)
    return (
      <Page title={t.missing} about={back}>
        <EmptyState title={t.missing}>{t.missingAbout}</EmptyState>
      </Page>
    );
  const close = () => navigate({ search: {} });
  return (
    <Page
      title={dashboard?.title ?? t.title}
      about={
        <>
          {back}
          {dashboard && ` · ${ownerWords(dashboard)} · ${audienceWords(dashboard)}`}
        </>
      }
      actions={
        dashboard &&
        !edit && <Actions dashboard={dashboard} edit={() => navigate({ search: { edit: "1" } })} />
      }
    >
      <Loaded answer={found} rows={8}>
        {(each) =>
          edit && each.alterable ? (
            <DashboardEditor key={each.revision} dashboard={each} close={close} />
          ) : (
            <Tiles dashboard={each} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Tiles({ dashboard }: { dashboard: Dashboard }) {
  const figures = useQuery(dashboardFiguresQuery(dashboard.name));
  if (dashboard.tiles.length === 0) return <EmptyState title={t.none}>{t.noneAbout}</EmptyState>;
  return (
    <Loaded answer={figures} rows={8}>
      {(shown) => (
        <section className={classes.tiles} aria-label={dashboard.title}>
          <h2 className="visually-hidden">{dashboard.title}</h2>
          {shown.map((each, index) => {
            const tile = dashboard.tiles[index];
            return (
              tile && (
                <DashboardTile
                  // biome-ignore lint/suspicious/noArrayIndexKey: a tile is known by its place
                  key={index}
                  dashboard={dashboard.name}
                  place={index}
                  tile={tile}
                  shown={each}
                />
              )
            );
          })}
        </section>
      )}
    </Loaded>
  );
}

function Actions({ dashboard, edit }: { dashboard: Dashboard; edit: () => void }) {
  const session = useQuery(sessionQuery).data;
  const make = useMake();
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  const [asking, setAsking] = useState(false);
  const { name, title, revision, tiles } = dashboard;
  const drop = useMutation({
    mutationFn: () => dashboards.remove(name, revision),
    onSuccess: async () => {
      tell(t.removed(title));
      await navigate({ to: "/dashboards", search: {} });
      await queries.invalidateQueries({ queryKey: ["graph", "dashboards"] });
    },
  });
  const copyLink = async () =>
    (await copyText(window.location.href)) ? tell(text.ui.copied) : warn(text.ui.notCopied);
  return (
    <Group gap="xs">
      <Button variant="default" leftSection={<IconLink size={15} aria-hidden />} onClick={copyLink}>
        {t.link}
      </Button>
      {may(session, "view.own") && (
        <Button
          variant="default"
          leftSection={<IconCopy size={15} aria-hidden />}
          loading={make.isPending}
          onClick={() => make.mutate({ title: t.copyOf(title), audience: "private", roles: [], tiles })}
        >
          {t.copy}
        </Button>
      )}
      {dashboard.alterable && (
        <>
          <Button leftSection={<IconPencil size={15} aria-hidden />} onClick={edit}>
            {t.edit}
          </Button>
          <Button
            variant="default"
            leftSection={<IconTrash size={15} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {t.remove}
          </Button>
        </>
      )}
      <Confirm
        opened={asking}
        title={t.removeTitle(title)}
        about={t.removeAbout}
        action={t.remove}
        busy={drop.isPending}
        error={drop.error}
        act={() => drop.mutate()}
        close={() => setAsking(false)}
      />
    </Group>
  );
}
