// The records behind a figure of what was kept: how long each took beside what is promised, the late ones first.
import { Button, Table, Text } from "@mantine/core";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { type AttainedRecord, agreements } from "../api/declared";
import { KeyLink } from "../records/KeyLink";
import { text } from "../text";
import { duration } from "../ui/format";
import { StateMark } from "../ui/StateMark";
import { Loaded } from "../ui/states";
import { TwoLines } from "../ui/TwoLines";
import { useWide } from "../ui/useWide";
import classes from "./Agreements.module.css";
import { type Behind, behindWord } from "./search";

const t = text.agreements.kept;
const PAGE = 50;

const recordsQuery = (name: string, behind: Behind, period: string) =>
  infiniteQueryOptions({
    queryKey: ["graph", "attained records", name, behindWord(behind), period],
    queryFn: ({ pageParam }) =>
      agreements.attained(name, {
        ...behind,
        period,
        limit: PAGE,
        after: pageParam,
        total: pageParam === undefined,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    retry: false,
  });

type Props = { agreement: string; behind: Behind; period: string };

export function AttainedRecords({ agreement, behind, period }: Props) {
  const answer = useInfiniteQuery(recordsQuery(agreement, behind, period));
  const rows = answer.data?.pages.flatMap((page) => page.items);
  const title = t.behind(t[behind.promise], behind.priority);
  return (
    <>
      <h3 className={classes.part}>{title}</h3>
      <Loaded answer={{ ...answer, data: rows }} rows={4}>
        {(found) =>
          found.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t.noTimes}
            </Text>
          ) : (
            <>
              <Rows label={title} rows={found} />
              {answer.hasNextPage && (
                <Button
                  variant="subtle"
                  size="compact-sm"
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
    </>
  );
}

const taken = (each: AttainedRecord) => (each.taken_s === null ? t.unanswered : duration(each.taken_s));

const Verdict = ({ each }: { each: AttainedRecord }) => (
  <StateMark state={each.kept ? "ok" : "down"} word={each.kept ? t.met : t.missed} />
);

function Rows({ label, rows }: { label: string; rows: AttainedRecord[] }) {
  const wide = useWide();
  if (!wide)
    return (
      <TwoLines
        label={label}
        rows={rows.map((each) => ({
          key: each.key,
          title: (
            <>
              <KeyLink practice={each.practice} id={each.key} /> <Verdict each={each} />
            </>
          ),
          line: [taken(each), t.target(duration(each.target_s)), each.team],
        }))}
      />
    );
  return (
    <Table aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {t.recordHeads.map((head) => (
            <Table.Th key={head}>{head}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((each) => (
          <Table.Tr key={each.key}>
            <Table.Td>
              <KeyLink practice={each.practice} id={each.key} />
            </Table.Td>
            <Table.Td>{each.team || "–"}</Table.Td>
            <Table.Td>{taken(each)}</Table.Td>
            <Table.Td>{duration(each.target_s)}</Table.Td>
            <Table.Td>
              <Verdict each={each} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
