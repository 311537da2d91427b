// The services as rows, only those in view drawn. j and k walk, Enter opens.
import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconBolt } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { text } from "../text";
import { useListCursor } from "../ui/cursor";
import { number } from "../ui/format";
import { ButtonLink, ServiceLink } from "../ui/links";
import { StateMark } from "../ui/StateMark";
import { listText } from "../ui/search-params";
import { useRoomy, useWide } from "../ui/useWide";
import { boardState } from "./board";
import { LevelMark } from "./LevelMark";
import { type LevelledRow, useLevelsShown } from "./levels";
import { Margin } from "./Margin";
import classes from "./Services.module.css";

const route = getRouteApi("/services");
const t = text.services;
const ROW = 33;
const NARROW_ROW = 62;
const NEAR_THE_END = 20;
/** Wide enough for all of its words; narrower, they are cut and told under the pointer. */
const WHOLE_MARGIN = 286;

type Column = {
  id: string;
  label: string;
  width?: number;
  help?: string;
  number?: boolean;
  /** Told by records: only of the present, to those who may read them. */
  told?: boolean;
  /** Only where there is room for it. */
  roomy?: boolean;
};

const COLUMNS: Column[] = [
  { id: "name", label: t.name },
  { id: "single_points", label: t.margin, width: 162, help: t.marginHelp },
  { id: "incidents", label: t.incidents, width: 80, help: t.incidentsHelp, number: true, told: true },
  { id: "changes", label: t.changes, width: 92, help: t.changesHelp, number: true, told: true },
  { id: "availability", label: t.availability, width: 128, help: t.availabilityHelp, told: true },
  { id: "criticality", label: t.criticality, width: 84, number: true },
  { id: "users", label: t.users, width: 66, number: true },
  { id: "owner", label: t.owner, width: 142 },
  { id: "unknown", label: t.unknown, width: 80, help: t.unknownHelp, number: true, roomy: true },
  { id: "stands_on", label: t.standsOn, width: 86, number: true, roomy: true },
  { id: "changed_24h", label: t.changed, width: 122, number: true, roomy: true },
];

function useColumns(): Column[] {
  const roomy = useRoomy();
  const told = useLevelsShown();
  const shown = COLUMNS.filter((column) => (roomy || !column.roomy) && (told || !column.told));
  return roomy
    ? shown.map((column) => (column.id === "single_points" ? { ...column, width: WHOLE_MARGIN } : column))
    : shown;
}

type Props = { rows: LevelledRow[]; more: boolean; loadMore: () => void };

export function BoardTable({ rows, more, loadMore }: Props) {
  const wide = useWide();
  const shown = useColumns();
  const navigate = route.useNavigate();
  const box = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => (wide ? ROW : NARROW_ROW),
    overscan: 12,
    getItemKey: (index) => rows[index]?.key ?? index,
  });
  const keys = useMemo(() => rows.map((service) => service.key), [rows]);
  const cursor = useListCursor(keys, (index) => {
    const key = keys[index];
    if (key) navigate({ to: "/services/$key", params: { key }, search: {} });
  });
  const { index: at, moves } = cursor;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each move shows its row, also where it stays
  useEffect(() => {
    if (at === null || moves === 0) return;
    virtual.scrollToIndex(at);
    const frame = requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`tr[data-row="${at}"]`)?.focus(),
    );
    return () => cancelAnimationFrame(frame);
  }, [moves]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1);
  const nearEnd = (last?.index ?? 0) >= rows.length - NEAR_THE_END;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer list may need its next page at once
  useEffect(() => {
    if (more && nearEnd) loadMore();
  }, [more, nearEnd, rows.length]);
  const columns = wide ? shown.length + 2 : 1;
  const before = items[0]?.start ?? 0;
  const after = last ? virtual.getTotalSize() - last.end : 0;
  return (
    <section
      ref={box}
      className={classes.scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t.title}
    >
      <table
        className={classes.table}
        aria-label={t.caption}
        aria-rowcount={more ? -1 : rows.length + 1}
        data-wide={wide || undefined}
      >
        <thead className={wide ? undefined : "visually-hidden"}>
          <tr>
            {wide && <th style={{ width: 108 }}>{t.state}</th>}
            {(wide ? shown : shown.slice(0, 1)).map((column) => (
              <Heading key={column.id} {...column} />
            ))}
            {wide && (
              <th style={{ width: 48 }}>
                <span className="visually-hidden">{t.impact}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          <Gap height={before} columns={columns} />
          {items.map(({ index }) => {
            const service = rows[index];
            return (
              service && (
                <tr
                  key={service.key}
                  data-row={index}
                  aria-rowindex={index + 2}
                  tabIndex={index === (at ?? 0) ? 0 : -1}
                  onFocus={(event) => event.target === event.currentTarget && cursor.take(index)}
                >
                  {wide ? <Cells service={service} columns={shown} /> : <Card service={service} />}
                </tr>
              )
            );
          })}
          <Gap height={after} columns={columns} />
        </tbody>
      </table>
    </section>
  );
}

function Gap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

function Heading({ id, label, help, width, number: right }: Column) {
  const { sort } = route.useSearch();
  const navigate = route.useNavigate();
  const on = sort?.replace(/^-/, "") === id;
  const descending = sort?.startsWith("-") ?? false;
  const next = on ? (descending ? undefined : `-${id}`) : right ? `-${id}` : id;
  const button = (
    <UnstyledButton
      className={classes.sort}
      data-active={on || undefined}
      onClick={() => navigate({ search: (now) => ({ ...now, sort: next }) })}
    >
      {label} {on && (descending ? <IconArrowDown size={12} /> : <IconArrowUp size={12} />)}
    </UnstyledButton>
  );
  return (
    <th
      style={{ width }}
      className={right ? classes.number : undefined}
      aria-sort={on ? (descending ? "descending" : "ascending") : undefined}
    >
      {help ? <Tooltip label={help}>{button}</Tooltip> : button}
    </th>
  );
}

function Cells({ service, columns }: { service: LevelledRow; columns: Column[] }) {
  return (
    <>
      <td>
        <StateMark state={boardState(service)} />
      </td>
      {columns.map((column) => (
        <td
          key={column.id}
          className={column.id === "name" ? classes.name : column.number ? classes.number : undefined}
          title={
            column.id === "name"
              ? service.name
              : column.id === "owner"
                ? (service.owner ?? undefined)
                : undefined
          }
        >
          <Cell column={column.id} service={service} />
        </td>
      ))}
      <td>
        <ButtonLink
          to="/impact"
          search={{ ci: listText([service.key]) }}
          variant="subtle"
          size="compact-xs"
          title={t.impactOf(service.name)}
          aria-label={t.impactOf(service.name)}
        >
          <IconBolt size={15} />
        </ButtonLink>
      </td>
    </>
  );
}

const asNumber = (value: number | null | undefined): ReactNode => (value == null ? "–" : number(value, 0));

function Cell({ column, service }: { column: string; service: LevelledRow }): ReactNode {
  const { level } = service;
  switch (column) {
    case "name":
      return <ServiceLink id={service.key}>{service.name}</ServiceLink>;
    case "single_points":
      return <Margin service={service} />;
    case "incidents":
    case "changes":
      return level && level[column] > 0 ? (
        <ServiceLink id={service.key}>{number(level[column], 0)}</ServiceLink>
      ) : (
        asNumber(level?.[column])
      );
    case "availability":
      return level ? <LevelMark level={level} /> : "–";
    case "owner":
      return service.owner ?? "–";
    case "unknown":
      return service.unknown > 0 ? <StateMark state="unknown" word={number(service.unknown, 0)} /> : "0";
    default:
      return asNumber(service[column as "criticality" | "users" | "stands_on" | "changed_24h"]);
  }
}

/** A row of a narrow screen: what counts, on two lines. */
function Card({ service }: { service: LevelledRow }) {
  return (
    <td>
      <span className={classes.card}>
        <span className={classes.name} title={service.name}>
          <ServiceLink id={service.key}>{service.name}</ServiceLink>
        </span>
        <StateMark state={boardState(service)} />
      </span>
      <Margin service={service} />
    </td>
  );
}
