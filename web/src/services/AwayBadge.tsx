// How many failures a service is away from DOWN; with the pointer or the focus on it, which failures those are.
import { Badge, Text, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { createLink } from "@tanstack/react-router";
import { type ComponentPropsWithoutRef, forwardRef } from "react";
import type { ServiceRow } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { useAsOf } from "../ui/useAsOf";
import { awayBadge } from "./board";
import { countedCutSetsQuery, serviceQuery, singlePointsQuery } from "./queries";
import classes from "./Services.module.css";
import { ORDERS } from "./search";

const NAMED = 6;
const t = text.services;

type Service = Pick<ServiceRow, "key" | "failures_away">;

const BadgeLink = createLink(
  forwardRef<HTMLAnchorElement, { color: string } & Omit<ComponentPropsWithoutRef<"a">, "color">>(
    (props, ref) => <Badge component="a" ref={ref} {...props} />,
  ),
);

/** What is known is said at once; how far beyond one is counted for one service after the other. */
export function AwayBadge({ service }: { service: Service }) {
  const asOf = useAsOf();
  const counted = useQuery({
    ...countedCutSetsQuery(service.key, asOf),
    enabled: service.failures_away === null,
  });
  const away = service.failures_away ?? counted.data?.failures_away;
  const { words, colour } = awayBadge(service, counted.data?.failures_away);
  const order = ORDERS.find((each) => each === String(away));
  return (
    <Tooltip
      multiline
      maw={340}
      events={{ hover: true, focus: true, touch: true }}
      label={<Which service={service} />}
    >
      <BadgeLink
        to="/services/$key"
        params={{ key: service.key }}
        search={order ? { order } : {}}
        color={colour}
        className={classes.away}
      >
        {words}
      </BadgeLink>
    </Tooltip>
  );
}

/** The same for a service of which only the key is at hand. */
export function AwayOf({ service }: { service: string }) {
  const asOf = useAsOf();
  const { data } = useQuery(serviceQuery(service, asOf));
  return data ? <AwayBadge service={data} /> : <Badge color="gray">{t.counting}</Badge>;
}

function Which({ service }: { service: Service }) {
  if (service.failures_away === 0) return t.downNow;
  return service.failures_away === 1 ? <Alone service={service.key} /> : <Together service={service.key} />;
}

function Alone({ service }: { service: string }) {
  const { data, error } = useQuery(singlePointsQuery(service, useAsOf()));
  if (error) return error.message;
  if (!data) return t.counting;
  const names = data.spofs.slice(0, NAMED).map((key) => data.names[key] ?? key);
  return (
    <Listed
      title={data.spofs.length === 1 ? t.thisAlone : t.anyAlone(number(data.spofs.length, 0))}
      names={names}
      more={data.spofs.length + data.hidden - names.length}
    />
  );
}

function Together({ service }: { service: string }) {
  const { data, error } = useQuery(countedCutSetsQuery(service, useAsOf()));
  if (error) return error.message;
  if (!data) return t.counting;
  const [smallest] = data.cut_sets;
  if (!smallest) return data.failures_away === null ? t.never : t.noneUpTo(data.order);
  const of = data.counts[smallest.length] ?? 1;
  return (
    <Listed
      title={of === 1 ? t.oneSet : t.firstSet(number(of, 0))}
      names={smallest.map((key) => data.names[key] ?? key)}
      more={0}
    />
  );
}

function Listed({ title, names, more }: { title: string; names: string[]; more: number }) {
  return (
    <>
      <Text size="xs" fw={600}>
        {title}
      </Text>
      {names.map((name) => (
        <Text key={name} size="xs" className={classes.listed}>
          {name}
        </Text>
      ))}
      {more > 0 && <Text size="xs">{t.andMore(number(more, 0))}</Text>}
    </>
  );
}
