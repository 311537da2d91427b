// One service: how it stands, what it stands on, what alone takes it down, how likely that is, what changed below it.
import { Group } from "@mantine/core";
import { IconBolt, IconFileDescription } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ServiceDetail } from "../api/shapes";
import { ChangesBelow } from "../impact/RecentChanges";
import { text } from "../text";
import { ButtonLink } from "../ui/links";
import { Page, usePageTitle } from "../ui/Page";
import { StateMark } from "../ui/StateMark";
import { listText } from "../ui/search-params";
import { Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { AheadPanels } from "./AheadPanel";
import { AvailabilityPanel } from "./AvailabilityPanel";
import { boardState } from "./board";
import { CutSetPicture } from "./CutSetPicture";
import { CutSetsPanel } from "./CutSetsPanel";
import { During } from "./During";
import { FaultTreePanel } from "./FaultTreePanel";
import { ImportanceTable } from "./ImportanceTable";
import { Lacking } from "./Lacking";
import { levelled, levelQuery, useLevelsShown } from "./levels";
import { MeasuredPanel } from "./MeasuredPanel";
import { Picked } from "./Picked";
import { availabilityQuery, cutSetsQuery, serviceQuery, singlePointsQuery } from "./queries";
import classes from "./Service.module.css";
import { ServiceFacts } from "./ServiceFacts";
import { ServiceMap } from "./ServiceMap";
import { SinglePointList } from "./SinglePointList";

const route = getRouteApi("/services/$key");
const t = text.servicePage;

export function ServicePage() {
  const { key } = route.useParams();
  const asOf = useAsOf();
  const service = useQuery(serviceQuery(key, asOf));
  usePageTitle(service.data?.name ?? key);
  return (
    <Loaded answer={service} rows={12}>
      {(data) => <Shown key={data.key} service={data} />}
    </Loaded>
  );
}

function Shown({ service }: { service: ServiceDetail }) {
  const { select, order, change } = route.useSearch();
  const navigate = route.useNavigate();
  const asOf = useAsOf();
  const points = useQuery(singlePointsQuery(service.key, asOf, change));
  const availability = useQuery(availabilityQuery(service.key, asOf, change));
  const cutSets = useQuery(cutSetsQuery(service.key, asOf, change));
  const told = useLevelsShown();
  const level = useQuery({ ...levelQuery(service.key, "90d"), enabled: told }).data;
  const pick = (ci: string | undefined) =>
    navigate({
      search: (now) => ({ ...now, select: now.select === ci ? undefined : ci }),
      replace: true,
      resetScroll: false,
    });
  return (
    <Page
      tab={service.name}
      title={
        <Group gap="sm">
          {service.name}
          <StateMark state={boardState(levelled(service, told ? level : undefined))} size={15} />
        </Group>
      }
      actions={
        <>
          <ButtonLink
            to="/impact"
            search={{ ci: listText([service.key]) }}
            leftSection={<IconBolt size={15} />}
          >
            {t.impact}
          </ButtonLink>
          <ButtonLink
            to="/cis/$key"
            params={{ key: service.key }}
            search={{}}
            variant="default"
            leftSection={<IconFileDescription size={15} />}
          >
            {t.ciPage}
          </ButtonLink>
        </>
      }
    >
      {change && <During service={service.key} change={change} answers={[points, availability, cutSets]} />}
      <ServiceFacts service={service} />
      <div className={classes.top}>
        <ServiceMap service={service} points={points.data} selected={select} pick={pick} />
        <div className={classes.stack}>
          {select && <Picked key={select} service={service} ci={select} points={points.data} close={pick} />}
          <SinglePointList answer={points} selected={select} pick={pick} />
          <Lacking service={service} />
        </div>
      </div>
      {told && (
        <div className={classes.halves}>
          <AheadPanels service={service.key} />
        </div>
      )}
      <div className={classes.halves}>
        <div className={classes.stack}>
          {told && <MeasuredPanel service={service.key} expected={availability.data} />}
          <AvailabilityPanel service={service.key} answer={availability} change={change} />
          {cutSets.data && (
            <CutSetPicture service={service.name} found={cutSets.data} figures={availability.data} />
          )}
        </div>
        <div className={classes.stack}>
          <CutSetsPanel
            service={service.key}
            change={change}
            answer={cutSets}
            availability={availability.data}
            points={service.single_points}
            order={order}
            choose={(next) =>
              navigate({ search: (now) => ({ ...now, order: next }), replace: true, resetScroll: false })
            }
          />
          {availability.data && <ImportanceTable found={availability.data} />}
        </div>
      </div>
      <FaultTreePanel service={service.key} name={service.name} />
      <ChangesBelow keys={[service.key]} past={asOf !== undefined} />
    </Page>
  );
}
