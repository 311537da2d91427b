// The first page: ask what breaks, see the services, and what was written last.
import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { revisionsQuery } from "../admin/queries";
import { useLookup } from "../impact/useLookup";
import { boardState, shownServices } from "../services/board";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import { number } from "../ui/format";
import { AnchorLink, ButtonLink, CiLink } from "../ui/links";
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
      <Loaded answer={services} rows={6}>
        {(items) =>
          items.length === 0 ? (
            <Text c="dimmed" px="md" pb="sm">
              {t.noServices}
            </Text>
          ) : (
            shownServices([...items], {})
              .slice(0, 10)
              .map((service) => (
                <div key={service.key} className={classes.row}>
                  <StateMark state={boardState(service)} />
                  <CiLink id={service.key}>{service.name}</CiLink>
                  <Text size="xs" c="dimmed">
                    {service.users ? `${number(service.users, 0)} users` : ""}
                  </Text>
                </div>
              ))
          )
        }
      </Loaded>
    </Panel>
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
