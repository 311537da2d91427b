// The smallest sets of failures that take a service down: by how many CIs they need, likeliest first.
import { Button, SegmentedControl, Table, Text, Tooltip } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import * as api from "../api/calls";
import type { Availability, CutSets } from "../api/shapes";
import { text } from "../text";
import { number, sentence } from "../ui/format";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { ErrorState } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { Computing } from "./Computing";
import { isTooLong, LongWork } from "./LongWork";
import { CUT_SETS, cutSetsQuery } from "./queries";
import { cutSetsOf, probabilityWords, sizesOf } from "./reliability";
import classes from "./Service.module.css";
import { ORDERS, type ServicePageSearch } from "./search";

const AT_FIRST = 10;
const STEP = 50;
const t = text.servicePage.cutSets;

const long = text.servicePage.long;

type Props = {
  service: string;
  /** The change whose plan is laid over. */
  change: string | undefined;
  answer: UseQueryResult<CutSets>;
  availability: Availability | undefined;
  points: number;
  order: ServicePageSearch["order"];
  choose: (order: ServicePageSearch["order"]) => void;
};

export function CutSetsPanel({ service, change, answer, availability, points, order, choose }: Props) {
  const { data, error } = answer;
  const asOf = useAsOf();
  const tooLong = isTooLong(error);
  const few = data !== undefined && data.order > 0 && data.order < CUT_SETS.order && !data.complete;
  const sizes = data ? sizesOf(data).filter(({ size }) => String(size) in NUMBERED) : [];
  const size =
    order && sizes.some((each) => String(each.size) === order) ? order : String(sizes[0]?.size ?? 1);
  return (
    <Panel
      title={t.title}
      flush
      aside={
        sizes.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t.order}
            value={size}
            onChange={(value) => choose(ORDERS.find((each) => each === value))}
            data={sizes.map((each) => ({ value: String(each.size), label: t.ofSize(each.size, each.count) }))}
          />
        )
      }
    >
      <div className={classes.inset}>
        {error != null && !tooLong && <ErrorState error={error} retry={() => answer.refetch()} />}
        {!data && !error && <Computing what={t.working} />}
        {data && <Complete found={data} points={points} />}
        {(tooLong || few) && (
          <LongWork
            about={tooLong ? long.tooLarge : long.fewSets}
            start={tooLong ? long.start : long.tryAll}
            queue={() => api.services.queueCutSets(service, { ...CUT_SETS, change, as_of: asOf ?? null })}
            answers={cutSetsQuery(service, asOf, change).queryKey}
          />
        )}
      </div>
      {data && data.cut_sets.length > 0 && (
        <Sets key={size} found={data} availability={availability} size={Number(size)} />
      )}
    </Panel>
  );
}

const NUMBERED = Object.fromEntries(ORDERS.map((each) => [each, true]));

/** How far the list is complete, in words. */
function Complete({ found, points }: { found: CutSets; points: number }) {
  const never = found.failures_away === 0 ? 0 : points - (found.counts["1"] ?? 0);
  const larger = sizesOf(found).filter(({ size }) => size > found.order);
  const more = larger.reduce((all, { count }) => all + count, 0);
  const largest = larger.at(-1)?.size ?? 0;
  return (
    <Text size="sm" c="dimmed">
      {found.failures_away === 0 && found.reason}
      {found.failures_away !== 0 &&
        (found.complete
          ? t.complete
          : more > 0
            ? t.counted(found.order, more, largest)
            : t.upTo(found.order))}{" "}
      {found.failures_away !== 0 && !found.complete && more === 0 && sentence(found.reason)}{" "}
      {found.truncated && t.truncated} {never > 0 && t.never(never)}{" "}
      {found.hidden > 0 && t.hidden(found.hidden)}
    </Text>
  );
}

type SetsProps = { found: CutSets; availability: Availability | undefined; size: number };

function Sets({ found, availability, size }: SetsProps) {
  const [most, setMost] = useState(AT_FIRST);
  const sets = cutSetsOf(found, size, availability);
  const rest = sets.length - most;
  return (
    <>
      <Table aria-label={t.caption(size)}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.cis(size)}</Table.Th>
            <Table.Th ta="right" w={140}>
              <Tooltip label={t.probabilityHelp} multiline w={260}>
                <span className={classes.defined}>{t.probability}</span>
              </Tooltip>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sets.slice(0, most).map(({ cis, probability }) => (
            <Table.Tr key={cis.join(" ")}>
              <Table.Td>
                {cis.map((ci, index) => (
                  <Fragment key={ci}>
                    {index > 0 && <span className={classes.and}> {t.and} </span>}
                    <span className={classes.unit}>
                      <CiLink id={ci}>{found.names[ci] ?? ci}</CiLink>
                    </span>
                  </Fragment>
                ))}
              </Table.Td>
              <Table.Td ta="right">{probability ? probabilityWords(probability) : "–"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rest > 0 && (
        <Button variant="subtle" size="compact-xs" m={6} onClick={() => setMost(most + STEP)}>
          {t.more(number(Math.min(rest, STEP), 0))}
        </Button>
      )}
    </>
  );
}
