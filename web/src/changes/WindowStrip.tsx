// The window on one line of time with each outage, backing out and what collides; a table behind the picture.
import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Collision } from "../api/changes";
import { text } from "../text";
import { duration, localInZone, span as spanWords } from "../ui/format";
import { Time } from "../ui/Time";
import classes from "./Changes.module.css";
import type { Told } from "./links";
import type { ChangePlanDocument } from "./plan-parts";
import { scheduleQuery } from "./queries";
import { type Bar, ownBars, placed, spanOf } from "./strip";

const t = text.changes.window;

type Props = Told & {
  plan: ChangePlanDocument;
  collisions: Collision[];
  /** The latest instant at which backing out still ends within the window. */
  noReturn?: string | null;
};
type Named = Bar & { name: string };

export function WindowStrip({ plan, collisions, noReturn, nameOf }: Props) {
  const own = ownBars(plan).map((bar): Named => ({ ...bar, name: ownName(bar, nameOf) }));
  const span = own.length > 0 ? spanOf(own) : { from: 0, to: 0 };
  // Incidents have no window of their own.
  const others = new Map(collisions.map((each) => [each.with, each.kind]));
  for (const [other, kind] of others) if (kind === "incident") others.delete(other);
  const asked = own.length > 0 && others.size > 0;
  const iso = (at: number) => new Date(at).toISOString();
  const around = useQuery(scheduleQuery(iso(span.from), iso(span.to), asked)).data;
  if (!plan.window) return <Text size="sm">{t.none}</Text>;
  // Each has its line at once, so that nothing moves when its times are known.
  const beside = [...others].map(([other, kind]): Named => {
    const change = around?.changes.find((each) => each.key === other);
    const closed = around?.closed.find((each) => each.name === other);
    const bar = kind === "freeze" || kind === "maintenance" ? kind : "change";
    const at = change ? times(change.start, change.until) : closed ? times(closed.start, closed.end) : null;
    return {
      kind: bar,
      id: other,
      name: change?.title ?? other,
      ...(at ?? { from: Number.NaN, to: Number.NaN }),
    };
  });
  const bars = [...own, ...beside];
  const { start, end } = plan.window;
  const seconds = (Date.parse(end) - Date.parse(start)) / 1000;
  const backout = own.find((bar) => bar.kind === "backout");
  return (
    <>
      <Text size="sm" fw={550} data-testid="window">
        {t.said(spanWords(start, end), duration(seconds))}
        {backout && t.backout(localInZone(iso(backout.to)))}
      </Text>
      {backout && noReturn !== undefined && (
        <Text size="xs" c="dimmed">
          {noReturn ? t.noReturn(localInZone(noReturn)) : t.tooLong}
        </Text>
      )}
      <div className={classes.strip} role="img" aria-label={t.label}>
        {bars.map((bar) => {
          const place = Number.isNaN(bar.from) ? null : placed(bar, span);
          return (
            <div key={`${bar.kind} ${bar.id}`} className={classes.track}>
              <span title={bar.name}>{bar.name}</span>
              <span className={classes.lane}>
                {place && (
                  <span
                    className={classes.bar}
                    data-kind={bar.kind}
                    data-cut-left={place.cutLeft}
                    data-cut-right={place.cutRight}
                    style={{ left: `${place.left}%`, width: `${place.width}%` }}
                  />
                )}
              </span>
            </div>
          );
        })}
        <div className={`${classes.track} ${classes.ticksTrack}`}>
          <span />
          <span className={classes.ticks}>
            <Tick at={Date.parse(start)} span={span} />
            <Tick at={Date.parse(end)} span={span} end />
          </span>
        </div>
      </div>
      <details className={classes.details}>
        <summary>{t.table}</summary>
        <BarTable bars={bars.filter((bar) => !Number.isNaN(bar.from))} />
      </details>
    </>
  );
}

function Tick({ at, span, end = false }: { at: number; span: { from: number; to: number }; end?: boolean }) {
  const share = ((at - span.from) / (span.to - span.from)) * 100;
  const said = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return (
    <span className={classes.tick} data-end={end} style={{ left: `${share}%` }}>
      {said}
    </span>
  );
}

function BarTable({ bars }: { bars: Named[] }) {
  const iso = (at: number) => new Date(at).toISOString();
  return (
    <Table.ScrollContainer minWidth={460}>
      <Table aria-label={t.title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.what}</Table.Th>
            <Table.Th>{t.from}</Table.Th>
            <Table.Th>{t.to}</Table.Th>
            <Table.Th>{t.length}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bars.map((bar) => (
            <Table.Tr key={`${bar.kind} ${bar.id}`}>
              <Table.Td>{bar.name}</Table.Td>
              <Table.Td>
                <Time at={iso(bar.from)} absolute />
              </Table.Td>
              <Table.Td>
                <Time at={iso(bar.to)} absolute />
              </Table.Td>
              <Table.Td>{duration((bar.to - bar.from) / 1000)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const times = (start: string, end: string) => ({ from: Date.parse(start), to: Date.parse(end) });

function ownName(bar: Bar, nameOf: (key: string) => string): string {
  if (bar.kind === "down" || bar.kind === "degraded") {
    const ci = bar.id.slice(bar.id.indexOf(" ") + 1);
    return `${nameOf(ci)} ${t.bars[bar.kind]}`;
  }
  return t.bars[bar.kind] ?? bar.kind;
}
