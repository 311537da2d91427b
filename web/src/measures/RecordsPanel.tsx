// The records behind a figure, each with what it adds and the way to its page.
import { Button, Table, Text, Tooltip } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Asked, Figure, RecordBehind } from "../api/measures";
import { PriorityMark } from "../records/PriorityMark";
import { practicesQuery } from "../records/queries";
import { text } from "../text";
import { ago, shown } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { useWide } from "../ui/useWide";
import { ExportButton } from "./ExportButton";
import { recordsCsv } from "./export";
import { addedWords, countWords, reasonWords } from "./figure";
import classes from "./Measures.module.css";
import { behindQuery } from "./queries";

const t = text.measures;

export function RecordsPanel({ figure, asked }: { figure: Figure; asked: Asked }) {
  const answer = useInfiniteQuery(behindQuery(figure, asked));
  const rows = answer.data?.pages.flatMap((page) => page.items);
  const total = answer.data?.pages[0]?.total ?? 0;
  return (
    <Panel
      title={t.records}
      flush
      aside={
        <ExportButton
          file={`${figure.measure}-records.csv`}
          of={t.records}
          make={() => recordsCsv(figure, asked)}
          disabled={total === 0}
        />
      }
    >
      <Loaded answer={{ ...answer, data: rows }} rows={8}>
        {(records) =>
          records.length === 0 ? (
            <Nothing figure={figure} />
          ) : (
            <>
              <Text size="sm" c="dimmed" px="md" pb="xs" data-testid="total">
                {t.recordsTotal(total)}
              </Text>
              <RecordTable records={records} unit={figure.unit} />
              {answer.hasNextPage && (
                <Button
                  variant="subtle"
                  m="xs"
                  disabled={answer.isFetchingNextPage}
                  onClick={() => answer.fetchNextPage()}
                >
                  {text.ui.more}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Nothing({ figure }: { figure: Figure }) {
  const counted = countWords(figure.measure, figure.count);
  const why =
    figure.value === null
      ? reasonWords(figure.reason)
      : figure.measure === "cmdb_health"
        ? t.notOfRecords(counted)
        : t.noOutages(counted);
  return (
    <Text size="sm" c="dimmed" px="md" pb="sm">
      {t.noRecords}. {why}
    </Text>
  );
}

function RecordTable({ records, unit }: { records: RecordBehind[]; unit: string }) {
  const wide = useWide();
  const nouns = useQuery(practicesQuery).data;
  const nounOf = (practice: string) => nouns?.find(({ name }) => name === practice)?.noun ?? `${practice}s`;
  const c = t.columns;
  return (
    <Table className={classes.records}>
      <Table.Thead>
        <Table.Tr>
          {wide && <Table.Th w={104}>{c.key}</Table.Th>}
          <Table.Th>{c.title}</Table.Th>
          {wide && <Table.Th w={120}>{c.state}</Table.Th>}
          {wide && <Table.Th w={170}>{c.team}</Table.Th>}
          {wide && <Table.Th w={112}>{c.priority}</Table.Th>}
          {wide && <Table.Th w={110}>{c.opened}</Table.Th>}
          <Table.Th ta="right" w={wide ? 112 : 88}>
            <Tooltip label={t.addsHelp}>
              <span>{unit === "share" ? t.counts : t.adds}</span>
            </Tooltip>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {records.map((record, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a record may stand behind a figure twice
          <Table.Tr key={`${record.key} ${index}`} data-record={record.key}>
            {wide && (
              <Table.Td>
                <span className="mono">{record.key}</span>
              </Table.Td>
            )}
            <Table.Td className={classes.cut}>
              <AnchorLink
                to="/$noun/$key"
                params={{ noun: nounOf(record.practice), key: record.key }}
                search={{}}
                preload="intent"
              >
                {record.title}
              </AnchorLink>
              {!wide && <span className={classes.second}>{secondLine(record)}</span>}
            </Table.Td>
            {wide && <Table.Td>{record.state_label}</Table.Td>}
            {wide && <Table.Td className={classes.cut}>{shown(record.attributes.team)}</Table.Td>}
            {wide && (
              <Table.Td>
                <PriorityMark priority={record.attributes.priority} />
              </Table.Td>
            )}
            {wide && (
              <Table.Td>
                <Time at={record.attributes.opened_at as string | null} />
              </Table.Td>
            )}
            <Table.Td ta="right">{addedWords(record.value, unit, t)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function secondLine({ key, state_label, attributes: { team, opened_at } }: RecordBehind): string {
  return [key, state_label, team, typeof opened_at === "string" ? ago(opened_at) : ""]
    .filter(Boolean)
    .join(" · ");
}
