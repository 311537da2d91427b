// One CI of the ranking: its bar, the services that it takes down, what redundancy would save; opened, every figure.
import { ActionIcon, Table, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconBolt, IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Gain, Ranked, Ranking } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { AnchorLink, ButtonLink, CiLink, ServiceLink } from "../ui/links";
import { listText } from "../ui/search-params";
import { ErrorState, Waiting } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { gainQuery } from "./queries";
import { segmentsOf } from "./ranking";
import classes from "./WeakPoints.module.css";

const CHIPS = 3;
const t = text.weakPoints;

export type Saved = { known: Map<string, Gain> | undefined; working: boolean };
type Props = {
  item: Ranked;
  place: number;
  ranking: Ranking;
  highest: number;
  saved: Saved;
  label: string;
  wide: boolean;
  opened: boolean;
  focusable: boolean;
  take: () => void;
  toggle: () => void;
};

export function RankingRow({ item, place, ranking, highest, saved, label, wide, ...row }: Props) {
  const { opened, focusable, take, toggle } = row;
  const name = item.name || item.key;
  const gain = item.gain ?? saved.known?.get(item.key);
  const count = item.services.length + item.hidden;
  return (
    <>
      <Table.Tr
        data-row={place - 1}
        tabIndex={focusable ? 0 : -1}
        onFocus={(event) => event.target === event.currentTarget && take()}
        className={classes.row}
        data-open={opened || undefined}
      >
        <Table.Td ta="right" c="dimmed" className={classes.place}>
          {place}
        </Table.Td>
        <Table.Td>
          <div className={classes.name}>
            <ActionIcon size="sm" aria-label={t.open(name)} aria-expanded={opened} onClick={toggle}>
              {opened ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
            </ActionIcon>
            <span>
              <CiLink id={item.key}>{name}</CiLink>
              <small>{wide ? label : t.classAndServices(label, count)}</small>
            </span>
          </div>
        </Table.Td>
        <Table.Td>
          <Bar item={item} ranking={ranking} highest={highest} count={count} />
        </Table.Td>
        {wide && (
          <>
            <Table.Td>
              <Services item={item} ranking={ranking} toggle={toggle} />
            </Table.Td>
            <Table.Td className={classes.gain}>
              <GainWords gain={gain} working={saved.working} />
            </Table.Td>
            <Table.Td>
              <ImpactButton item={item} />
            </Table.Td>
          </>
        )}
      </Table.Tr>
      {opened && (
        <Table.Tr className={classes.opened}>
          {wide && <Table.Td />}
          <Table.Td colSpan={wide ? 5 : 3}>
            <Details item={item} ranking={ranking} gain={gain} working={saved.working} narrow={!wide} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

type BarProps = { item: Ranked; ranking: Ranking; highest: number; count: number };

/** The score as a picture; the same figures stand beside it and, opened, below it. */
function Bar({ item, ranking, highest, count }: BarProps) {
  const said = number(item.score);
  return (
    <div className={classes.score}>
      <div className={classes.track} role="img" aria-label={t.bar(said, count)}>
        {segmentsOf(item, ranking, highest).map(({ service, name, share }) => (
          <span key={service} title={name} style={{ width: `${share * 100}%` }} />
        ))}
      </div>
      <b>{said}</b>
    </div>
  );
}

function Services({ item, ranking, toggle }: { item: Ranked; ranking: Ranking; toggle: () => void }) {
  const rest = item.services.length + item.hidden - Math.min(CHIPS, item.services.length);
  return (
    <div className={classes.chips}>
      {item.services.slice(0, CHIPS).map((service) => (
        <ServiceLink key={service} id={service} className={classes.chip}>
          {ranking.names[service] ?? service}
        </ServiceLink>
      ))}
      {rest > 0 && (
        <UnstyledButton className={classes.chip} data-more onClick={toggle}>
          {t.more(rest)}
        </UnstyledButton>
      )}
    </div>
  );
}

function GainWords({ gain, working }: { gain: Gain | undefined; working: boolean }) {
  if (gain) return <b>{t.gainSays(gain.single_points)}</b>;
  return (
    <Text size="xs" c="dimmed">
      {working ? t.gainWorking : t.gainAsk}
    </Text>
  );
}

function ImpactButton({ item }: { item: Ranked }) {
  return (
    <ButtonLink
      to="/impact"
      search={{ ci: listText([item.key]) }}
      variant="subtle"
      size="compact-xs"
      leftSection={<IconBolt size={13} />}
      aria-label={t.impactOf(item.name || item.key)}
    >
      {t.impact}
    </ButtonLink>
  );
}

type DetailProps = {
  item: Ranked;
  ranking: Ranking;
  gain: Gain | undefined;
  working: boolean;
  narrow: boolean;
};

function Details({ item, ranking, gain, working, narrow }: DetailProps) {
  const asOf = useAsOf();
  const asked = useQuery({ ...gainQuery(item.key, asOf), enabled: gain === undefined && !working });
  const known = gain ?? asked.data;
  return (
    <div className={classes.details}>
      {asked.error != null && <ErrorState error={asked.error} retry={() => asked.refetch()} />}
      {!known && !asked.error && <Waiting rows={1} />}
      {known && (
        <Text size="sm" fw={600}>
          {t.gainDetail(known.single_points, known.pairs, number(known.score))}
        </Text>
      )}
      <Table
        aria-label={t.open(item.name || item.key)}
        verticalSpacing={3}
        horizontalSpacing="xs"
        layout="auto"
        withRowBorders={false}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.factors}</Table.Th>
            <Table.Th ta="right">{t.weight}</Table.Th>
            <Table.Th ta="right">{t.users}</Table.Th>
            <Table.Th ta="right">{t.product}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {item.services.map((service) => {
            const factors = ranking.factors[service];
            return (
              <Table.Tr key={service}>
                <Table.Td>
                  <AnchorLink to="/services/$key" params={{ key: service }} search={{}}>
                    {ranking.names[service] ?? service}
                  </AnchorLink>
                </Table.Td>
                <Table.Td ta="right">{factors ? number(factors.criticality) : "–"}</Table.Td>
                <Table.Td ta="right">{factors ? number(factors.users, 2) : "–"}</Table.Td>
                <Table.Td ta="right">{factors ? number(factors.score) : "–"}</Table.Td>
              </Table.Tr>
            );
          })}
          {item.hidden > 0 && (
            <Table.Tr>
              <Table.Td colSpan={4} c="dimmed">
                {t.hidden(item.hidden)}
              </Table.Td>
            </Table.Tr>
          )}
          <Table.Tr fw={650}>
            <Table.Td colSpan={3}>{t.sum}</Table.Td>
            <Table.Td ta="right">{number(item.score)}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      {narrow && <ImpactButton item={item} />}
    </div>
  );
}

export function ScoreHeading() {
  return (
    <Tooltip label={t.scoreHelp} multiline w={300}>
      <span>{t.score}</span>
    </Tooltip>
  );
}
