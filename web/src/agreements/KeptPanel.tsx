// What of an agreement was kept over a period: response and resolution by priority, availability by service, ratings.
import { SegmentedControl, Table, Text, UnstyledButton } from "@mantine/core";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { type Attainment, agreements } from "../api/declared";
import { useNames } from "../changes/useNames";
import { PriorityMark } from "../records/PriorityMark";
import { availabilityFigure, budgetWords } from "../services/level-words";
import { text } from "../text";
import { duration, number, percent } from "../ui/format";
import { ServiceLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { Loaded } from "../ui/states";
import { TwoLines } from "../ui/TwoLines";
import { useWide } from "../ui/useWide";
import classes from "./Agreements.module.css";
import { AttainedRecords } from "./AttainedRecords";
import { type AgreementSearch, type Behind, behindOf, behindWord, PERIODS } from "./search";

const t = text.agreements.kept;
const PROMISES = ["response", "resolution"] as const;

const keptQuery = (name: string, period: string) =>
  queryOptions({
    queryKey: ["graph", "attainment", name, period],
    queryFn: () => agreements.attainment(name, period),
    placeholderData: keepPreviousData,
    retry: false,
  });

type Props = { agreement: string; search: AgreementSearch; show: (said: AgreementSearch) => void };

export function KeptPanel({ agreement, search, show }: Props) {
  const period = search.period ?? PERIODS[0];
  const behind = behindOf(search.behind);
  const kept = useQuery(keptQuery(agreement, period));
  return (
    <Panel
      title={t.title}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t.period}
          value={period}
          onChange={(next) => show({ period: PERIODS.find((each) => each === next) })}
          data={PERIODS.map((each) => ({ value: each, label: t.days(each) }))}
        />
      }
    >
      <Loaded answer={kept} rows={6}>
        {(found) => (
          <>
            <Times
              found={found}
              behind={behind}
              choose={(next) => show({ behind: next && behindWord(next) })}
            />
            {behind && <AttainedRecords agreement={agreement} behind={behind} period={period} />}
            <Services rows={found.availability} />
            <Ratings found={found.satisfaction} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

type TimesProps = {
  found: Attainment;
  behind: Behind | undefined;
  choose: (behind: Behind | undefined) => void;
};

function Times({ found, behind, choose }: TimesProps) {
  const wide = useWide();
  const rows = PROMISES.flatMap((promise) => found[promise].map((each) => ({ ...each, promise })));
  if (rows.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t.noTimes}
      </Text>
    );
  const button = (each: (typeof rows)[number], words: string) => {
    const open = behind?.promise === each.promise && behind.priority === each.priority;
    return (
      <UnstyledButton
        className={classes.figure}
        aria-expanded={open}
        aria-label={`${words}. ${t.records(each.count, t[each.promise], each.priority)}`}
        onClick={() => choose(open ? undefined : { promise: each.promise, priority: each.priority })}
      >
        {words}
      </UnstyledButton>
    );
  };
  if (!wide)
    return (
      <TwoLines
        label={t.times}
        rows={rows.map((each) => ({
          key: `${each.promise} ${each.priority}`,
          title: (
            <>
              {t[each.promise]} <PriorityMark priority={each.priority} />
            </>
          ),
          line: [
            t.target(duration(each.target_s)),
            button(each, t.ofCount(number(each.kept, 0), number(each.count, 0))),
            percent(each.share),
          ],
        }))}
      />
    );
  return (
    <Table aria-label={t.times}>
      <Table.Thead>
        <Table.Tr>
          {t.timeHeads.map((head) => (
            <Table.Th key={head}>{head}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((each) => (
          <Table.Tr key={`${each.promise} ${each.priority}`}>
            <Table.Td>{t[each.promise]}</Table.Td>
            <Table.Td>
              <PriorityMark priority={each.priority} />
            </Table.Td>
            <Table.Td>{duration(each.target_s)}</Table.Td>
            <Table.Td>{number(each.kept, 0)}</Table.Td>
            <Table.Td>{button(each, number(each.count, 0))}</Table.Td>
            <Table.Td>{percent(each.share)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Those that were out, the worst first; of the rest how many there are. */
function Services({ rows }: { rows: Attainment["availability"] }) {
  const out = rows.filter((each) => each.value < 1).sort((a, b) => a.value - b.value);
  const nameOf = useNames(
    out.map((each) => each.service),
    {},
  );
  const wide = useWide();
  if (rows.length === 0) return null;
  const verdict = (each: (typeof out)[number]) => (
    <>
      {availabilityFigure(each.value)}{" "}
      <StateMark state={each.met ? "ok" : "down"} word={each.met ? t.met : t.missed} />
    </>
  );
  return (
    <>
      {out.length > 0 && !wide && (
        <TwoLines
          label={t.availability}
          rows={out.map((each) => ({
            key: each.service,
            title: (
              <>
                <ServiceLink id={each.service}>{nameOf(each.service)}</ServiceLink> {verdict(each)}
              </>
            ),
            line: [
              t.target(availabilityFigure(each.target)),
              t.outages(each.failures),
              budgetWords(each.budget_s),
            ],
          }))}
        />
      )}
      {out.length > 0 && wide && (
        <Table aria-label={t.availability} mt="sm">
          <Table.Thead>
            <Table.Tr>
              {t.availabilityHeads.map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {out.map((each) => (
              <Table.Tr key={each.service}>
                <Table.Td>
                  <ServiceLink id={each.service}>{nameOf(each.service)}</ServiceLink>
                </Table.Td>
                <Table.Td>{verdict(each)}</Table.Td>
                <Table.Td>{availabilityFigure(each.target)}</Table.Td>
                <Table.Td>{number(each.failures, 0)}</Table.Td>
                <Table.Td>{budgetWords(each.budget_s)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Text size="sm" mt="xs">
        {t.allHeld(rows.length - out.length)}
      </Text>
    </>
  );
}

function Ratings({ found }: { found: Attainment["satisfaction"] }) {
  if (!found) return null;
  const target = number(found.target);
  return (
    <Text size="sm" mt="xs">
      {found.value === null ? t.unrated(target) : t.satisfaction(number(found.value, 2), target, found.count)}{" "}
      {found.met !== null && (
        <StateMark state={found.met ? "ok" : "down"} word={found.met ? t.met : t.missed} />
      )}
    </Text>
  );
}
