// What is behind a figure: records, outages of services or CIs, each with what it adds and the way to its page.
import { Button, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Asked, Figure } from "../api/measures";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { ExportButton } from "./ExportButton";
import { recordsCsv } from "./export";
import { countWords, reasonWords } from "./figure";
import { OutageTable } from "./OutageTable";
import { behindQuery } from "./queries";
import { RecordTable } from "./RecordTable";
import { type Behind, behindOf } from "./roles";
import { UnhealthyTable } from "./UnhealthyTable";

const t = text.measures;
const TABLES = { records: RecordTable, outages: OutageTable, cis: UnhealthyTable };

export function RecordsPanel({ figure, asked }: { figure: Figure; asked: Asked }) {
  const answer = useInfiniteQuery(behindQuery(figure, asked));
  const rows = answer.data?.pages.flatMap((page) => page.items);
  const total = answer.data?.pages[0]?.total ?? 0;
  const behind = behindOf(figure.measure);
  const Rows = TABLES[behind];
  return (
    <Panel
      title={t.behind[behind]}
      flush
      aside={
        <ExportButton
          file={`${figure.measure}-records.csv`}
          of={t.behind[behind]}
          make={() => recordsCsv(figure, asked)}
          disabled={total === 0}
        />
      }
    >
      <Loaded answer={{ ...answer, data: rows }} rows={8}>
        {(records) =>
          records.length === 0 ? (
            <Nothing figure={figure} behind={behind} />
          ) : (
            <>
              <Text size="sm" c="dimmed" px="md" pb="xs" data-testid="total">
                {t.behindTotal[behind](total)} {t.recount[figure.measure]}
              </Text>
              <Rows records={records} unit={figure.unit} />
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

function Nothing({ figure, behind }: { figure: Figure; behind: Behind }) {
  const why =
    figure.value === null
      ? reasonWords(figure.reason)
      : behind === "cis"
        ? t.allInOrder
        : t.noOutages(countWords(figure.measure, figure.count));
  return (
    <Text size="sm" c="dimmed" px="md" pb="sm">
      {t.noneBehind[behind]}. {why}
    </Text>
  );
}
