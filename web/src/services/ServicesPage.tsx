// The board of business services.
import { Table, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ServiceRow } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { ButtonLink, ServiceLink } from "../ui/links";
import { Page } from "../ui/Page";
import { servicesQuery } from "../ui/queries";
import { StateMark } from "../ui/StateMark";
import { listText } from "../ui/search-params";
import { EmptyState, Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { boardState, counts, shownServices } from "./board";
import { Margin } from "./Margin";
import classes from "./Services.module.css";
import type { SHOWN } from "./search";

const route = getRouteApi("/services");
const t = text.services;

const COLUMNS: { id: string; label: string; help?: string; number?: boolean }[] = [
  { id: "name", label: t.name },
  { id: "single_points", label: t.margin, help: t.marginHelp },
  { id: "criticality", label: t.criticality, number: true },
  { id: "users", label: t.users, number: true },
  { id: "owner", label: t.owner },
  { id: "unknown", label: t.unknown, help: t.unknownHelp, number: true },
  { id: "stands_on", label: t.standsOn, number: true },
  { id: "changed_24h", label: t.changed, number: true },
];

export function ServicesPage() {
  const asOf = useAsOf();
  const services = useQuery(servicesQuery(asOf));
  return (
    <Page title={t.title} about={t.about}>
      <Loaded answer={services} rows={10}>
        {(items) =>
          items.length === 0 ? (
            <div className="panel">
              <EmptyState
                title={t.empty}
                action={
                  <ButtonLink to="/new-ci" search={{ class: "business_service" }}>
                    {t.add}
                  </ButtonLink>
                }
              >
                {t.emptyAbout}
              </EmptyState>
            </div>
          ) : (
            <Board items={items} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Board({ items }: { items: ServiceRow[] }) {
  const search = route.useSearch();
  const rows = shownServices([...items], search);
  return (
    <>
      <StateFilter items={items} />
      <div className="panel">
        {rows.length === 0 ? (
          <Text c="dimmed" p="md">
            {t.none}
          </Text>
        ) : (
          <Table.ScrollContainer minWidth={1000}>
            <Table aria-label={t.caption} highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={130}>{t.state}</Table.Th>
                  {COLUMNS.map((column) => (
                    <Heading key={column.id} {...column} />
                  ))}
                  <Table.Th w={90}>
                    <span className="visually-hidden">{t.impact}</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((service) => (
                  <Row key={service.key} service={service} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </div>
    </>
  );
}

function StateFilter({ items }: { items: ServiceRow[] }) {
  const { show } = route.useSearch();
  const navigate = route.useNavigate();
  const found = counts(items);
  const set = (next: (typeof SHOWN)[number] | undefined) =>
    navigate({ search: (now) => ({ ...now, show: next }) });
  return (
    <section className={classes.filter} aria-label={t.state}>
      <UnstyledButton className={classes.count} aria-pressed={!show} onClick={() => set(undefined)}>
        <b>{number(items.length, 0)}</b> {t.all}
      </UnstyledButton>
      {(["down", "degraded", "at_risk", "unknown", "ok"] as const).map((state) => (
        <UnstyledButton
          key={state}
          className={classes.count}
          aria-pressed={show === state}
          onClick={() => set(show === state ? undefined : state)}
        >
          <b>{number(found[state], 0)}</b> <StateMark state={state} />
        </UnstyledButton>
      ))}
    </section>
  );
}

function Heading({
  id,
  label,
  help,
  number: right,
}: {
  id: string;
  label: string;
  help?: string;
  number?: boolean;
}) {
  const { sort } = route.useSearch();
  const navigate = route.useNavigate();
  const on = sort?.replace(/^-/, "") === id;
  const descending = sort?.startsWith("-") ?? false;
  const next = on ? (descending ? undefined : `-${id}`) : right ? `-${id}` : id;
  const button = (
    <UnstyledButton
      fz="xs"
      fw={600}
      c={on ? undefined : "dimmed"}
      onClick={() => navigate({ search: (now) => ({ ...now, sort: next }) })}
    >
      {label} {on && (descending ? <IconArrowDown size={12} /> : <IconArrowUp size={12} />)}
    </UnstyledButton>
  );
  return (
    <Table.Th
      ta={right ? "right" : "left"}
      aria-sort={on ? (descending ? "descending" : "ascending") : undefined}
    >
      {help ? <Tooltip label={help}>{button}</Tooltip> : button}
    </Table.Th>
  );
}

function Row({ service }: { service: ServiceRow }) {
  const asNumber = (value: number | null | undefined): ReactNode => (value == null ? "–" : number(value, 0));
  return (
    <Table.Tr>
      <Table.Td>
        <StateMark state={boardState(service)} />
      </Table.Td>
      <Table.Td fw={600}>
        <ServiceLink id={service.key}>{service.name}</ServiceLink>
      </Table.Td>
      <Table.Td>
        <Margin service={service} />
      </Table.Td>
      <Table.Td ta="right">{asNumber(service.criticality)}</Table.Td>
      <Table.Td ta="right">{asNumber(service.users)}</Table.Td>
      <Table.Td>{service.owner ?? "–"}</Table.Td>
      <Table.Td ta="right">
        {service.unknown > 0 ? <StateMark state="unknown" word={number(service.unknown, 0)} /> : "0"}
      </Table.Td>
      <Table.Td ta="right">{asNumber(service.stands_on)}</Table.Td>
      <Table.Td ta="right">{asNumber(service.changed_24h)}</Table.Td>
      <Table.Td>
        <ButtonLink
          to="/impact"
          search={{ ci: listText([service.key]) }}
          variant="subtle"
          size="compact-xs"
          leftSection={<IconBolt size={13} />}
          aria-label={t.impactOf(service.name)}
        >
          {t.impact}
        </ButtonLink>
      </Table.Td>
    </Table.Tr>
  );
}
