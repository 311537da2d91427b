// The first page: ask what breaks, see the services, and what was written last.
import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { revisionsQuery } from "../admin/queries";
import { useLookup } from "../impact/useLookup";
import { boardState, shownServices } from "../services/board";
import { type LevelledRow, useLevelled } from "../services/levels";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import { number } from "../ui/format";
import { AnchorLink, ButtonLink, ServiceLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { servicesQuery } from "../ui/queries";
import { StateMark } from "../ui/StateMark";
import { listText } from "../ui/search-params";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { useAsOf } from "../ui/useAsOf";
import classes from "./Home.module.css";
import { Proposed, useProposed } from "./Proposed";

const t = text.home;
const MOST_SERVICES = 10;

export function HomePage() {
  const proposed = useProposed();
  return (
    <Page title={t.title}>
      {proposed.nothing ? (
        <FirstSteps />
      ) : (
        <>
          <Ask />
          <Proposed tries={proposed.tries} suggestions={proposed.suggestions} />
        </>
      )}
      {proposed.placed && (
        <div className={classes.columns}>
          <ServicesNow />
          <LatestRevisions />
        </div>
      )}
    </Page>
  );
}

/** An estate without CIs: what to do first. */
function FirstSteps() {
  return (
    <Panel>
      <EmptyState
        title={t.empty}
        action={
          <Group gap="xs" justify="center">
            <ButtonLink to="/imports/new" search={{}}>
              {t.importFiles}
            </ButtonLink>
            <ButtonLink to="/new-ci" search={{}} variant="default">
              {t.newCi}
            </ButtonLink>
          </Group>
        }
      >
        {t.emptyAbout}
      </EmptyState>
      <ol className={classes.steps}>
        {t.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </Panel>
  );
}

function Ask() {
  const navigate = useNavigate();
  const [missing, setMissing] = useState<string[]>([]);
  const lookup = useLookup();
  const ask = (keys: string[]) => navigate({ to: "/impact", search: { ci: listText(keys) } });
  return (
    <Panel title={t.ask}>
      <CiPicker
        size="md"
        hideLabel
        label={t.ask}
        onPick={(hit) => ask([hit.key])}
        onPasteList={(pasted) =>
          lookup.start(pasted, ({ sure, unsure }) => {
            setMissing(unsure.map((entry) => entry.entry));
            if (sure.length) ask(sure.map((hit) => hit.key));
          })
        }
      />
      <Text size="xs" c="dimmed" mt={5}>
        {t.askAbout}
      </Text>
      {missing.length > 0 && (
        <Text size="sm" mt={5} role="status">
          {t.notFound(missing.join(", "))}
        </Text>
      )}
      {lookup.error != null && <ErrorState error={lookup.error} />}
    </Panel>
  );
}

function ServicesNow() {
  const asOf = useAsOf();
  const services = useQuery(servicesQuery(asOf));
  const told = useLevelled(services.data);
  return (
    <Panel
      title={t.services}
      aside={
        <AnchorLink to="/services" search={{}} fz="xs">
          {t.allServices}
        </AnchorLink>
      }
      flush
    >
      {told.error && <ErrorState error={told.error} />}
      <Loaded answer={{ data: told.rows, error: services.error, refetch: services.refetch }} rows={6}>
        {(rows) =>
          rows.length === 0 ? (
            <Text c="dimmed" px="md" pb="sm">
              {t.noServices}
            </Text>
          ) : (
            shownServices([...rows], {})
              .slice(0, MOST_SERVICES)
              .map((service) => <ServiceLine key={service.key} service={service} />)
          )
        }
      </Loaded>
    </Panel>
  );
}

/** Its state counts what open incidents have taken out. */
function ServiceLine({ service }: { service: LevelledRow }) {
  const incidents = service.level?.incidents ?? 0;
  const users = service.users ? t.users(number(service.users, 0)) : "";
  return (
    <div className={classes.row}>
      <StateMark state={boardState(service)} />
      <ServiceLink id={service.key}>{service.name}</ServiceLink>
      <Text size="xs" c="dimmed">
        {incidents > 0 ? text.services.byIncidents(incidents) : users}
      </Text>
    </div>
  );
}

function LatestRevisions() {
  const revisions = useQuery(revisionsQuery(10));
  return (
    <Panel
      title={t.recent}
      aside={
        <AnchorLink to="/audit" search={{}} fz="xs">
          {t.allRevisions}
        </AnchorLink>
      }
      flush
    >
      <Loaded answer={revisions} rows={6}>
        {({ items }) =>
          items.map((revision) => (
            <div key={revision.revision} className={classes.row}>
              <Group gap={4}>
                <AnchorLink to="/audit" search={{ revision: String(revision.revision) }}>
                  {revision.revision}
                </AnchorLink>
              </Group>
              <span>
                {revision.reason || revision.source || text.admin.audit.manual}{" "}
                <Text span size="xs" c="dimmed">
                  {revision.actor}
                </Text>
              </span>
              <Text size="xs" c="dimmed">
                <Time at={revision.at} />
              </Text>
            </div>
          ))
        }
      </Loaded>
    </Panel>
  );
}
