// The records that concern a CI, and the way to report another.
import { Table } from "@mantine/core";
import { IconUrgent } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { RecordRow } from "../api/shapes";
import { may } from "../session/may";
import { text } from "../text";
import { AnchorLink, ButtonLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { listText } from "../ui/search-params";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { useAsOf } from "../ui/useAsOf";
import { PriorityMark } from "./PriorityMark";
import { nounOf } from "./practice";
import { practicesQuery, recordsOfCiQuery } from "./queries";

const t = text.records.ofCi;

/** Opens an incident on a CI; nothing for who may not. */
export function ReportButton({ id, variant = "default" }: { id: string; variant?: "default" | "filled" }) {
  const session = useQuery(sessionQuery).data;
  if (!may(session, "record.write")) return null;
  return (
    <ButtonLink
      to="/$noun/new"
      params={{ noun: "incidents" }}
      search={{ ci: listText([id]) }}
      variant={variant}
      leftSection={<IconUrgent size={15} aria-hidden />}
    >
      {t.report}
    </ButtonLink>
  );
}

export function CiRecords({ id }: { id: string }) {
  const asOf = useAsOf();
  const found = useQuery(recordsOfCiQuery(id, asOf));
  return (
    <Panel flush label={text.cis.page.tabs.records}>
      <Loaded answer={found} rows={6}>
        {(records) =>
          records.length === 0 ? (
            <EmptyState title={t.none} action={!asOf && <ReportButton id={id} variant="filled" />}>
              {t.noneAbout}
            </EmptyState>
          ) : (
            <Records records={records} />
          )
        }
      </Loaded>
    </Panel>
  );
}

const PHASES = ["open", "resolved", "closed"];

function Records({ records }: { records: RecordRow[] }) {
  const practices = useQuery(practicesQuery).data;
  const columns = text.records.columns;
  // Open ones first; within a phase the newest, as they come.
  const ordered = [...records].sort((a, b) => PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase));
  return (
    <Table.ScrollContainer minWidth={620}>
      <Table aria-label={t.caption}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={110}>{columns.key}</Table.Th>
            <Table.Th>{columns.title}</Table.Th>
            <Table.Th w={110}>{columns.priority}</Table.Th>
            <Table.Th w={150}>{columns.state}</Table.Th>
            <Table.Th w={110}>{columns.opened_at}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ordered.map((record) => {
            const noun = nounOf(practices, record.practice);
            return (
              <Table.Tr key={record.key}>
                <Table.Td>
                  <span className="mono">{record.key}</span>
                </Table.Td>
                <Table.Td>
                  {noun ? (
                    <AnchorLink to="/$noun/$key" params={{ noun, key: record.key }} search={{}}>
                      {record.title}
                    </AnchorLink>
                  ) : (
                    record.title
                  )}
                </Table.Td>
                <Table.Td>
                  <PriorityMark priority={record.attributes.priority} />
                </Table.Td>
                <Table.Td>{record.state_label}</Table.Td>
                <Table.Td>
                  <Time at={record.attributes.opened_at as string | null} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
