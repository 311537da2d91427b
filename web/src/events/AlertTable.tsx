// Alerts with what was found out about each: its CI or how it was looked for, why it is expected, its incident.
import { Button, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Alert, AlertsAsked } from "../api/events";
import { text } from "../text";
import { number } from "../ui/format";
import { AnchorLink, CiLink } from "../ui/links";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import classes from "./Events.module.css";
import { alertsQuery } from "./queries";
import { SeverityMark } from "./SeverityMark";

const t = text.events.table;
const LEAST_WIDTH = 720;

export function AlertTable({ asked, label }: { asked: AlertsAsked; label: string }) {
  const alerts = useInfiniteQuery(alertsQuery(asked));
  return (
    <Loaded answer={alerts} rows={6}>
      {(data) => {
        const items = data.pages.flatMap((page) => page.items);
        if (items.length === 0) return <EmptyState title={t.none} />;
        return (
          <>
            <Table.ScrollContainer
              minWidth={LEAST_WIDTH}
              tabIndex={0}
              role="group"
              aria-label={`${t.caption}: ${label}`}
            >
              <Table aria-label={t.caption}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th w={100}>{t.severity}</Table.Th>
                    <Table.Th>{t.alert}</Table.Th>
                    <Table.Th>{t.ci}</Table.Th>
                    <Table.Th w={110}>{t.since}</Table.Th>
                    <Table.Th w={90}>{t.count}</Table.Th>
                    <Table.Th w={110}>{t.incident}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((alert) => (
                    <Row key={alert.key} alert={alert} />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            {alerts.hasNextPage && (
              <Button
                variant="subtle"
                m="xs"
                loading={alerts.isFetchingNextPage}
                onClick={() => alerts.fetchNextPage()}
              >
                {t.more}
              </Button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Row({ alert }: { alert: Alert }) {
  return (
    <Table.Tr>
      <Table.Td>
        <SeverityMark severity={alert.severity} />
      </Table.Td>
      <Table.Td>
        {alert.summary || alert.id}
        <div className={classes.more}>
          {[alert.source, alert.suppressed, alert.state === "resolved" ? t.resolved : ""]
            .filter(Boolean)
            .join(" · ")}
        </div>
      </Table.Td>
      <Table.Td>{alert.ci ? <CiLink id={alert.ci} /> : <Tried alert={alert} />}</Table.Td>
      <Table.Td>
        <Time at={alert.since} />
      </Table.Td>
      <Table.Td>{number(alert.count, 0)}</Table.Td>
      <Table.Td>
        {alert.incident ? (
          <AnchorLink to="/$noun/$key" params={{ noun: "incidents", key: alert.incident }} search={{}}>
            {alert.incident}
          </AnchorLink>
        ) : (
          "–"
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Tried({ alert }: { alert: Alert }) {
  const values = [...new Set(alert.tries.flatMap((each) => valuesOf(each)))];
  return (
    <>
      {t.unknown}
      {values.length > 0 && <div className={classes.more}>{t.tried(values.slice(0, 3).join(", "))}</div>}
    </>
  );
}

function valuesOf(attempt: Record<string, unknown>): string[] {
  return typeof attempt.text === "string" ? [attempt.text] : [];
}
