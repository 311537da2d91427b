// Whether past outcomes carry a probability: the verdict in words, the reliability diagram, scores, the factors' odds.
import { Button, Table, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Calibration, calibration } from "../api/calibration";
import { may } from "../session/may";
import { text } from "../text";
import { number, percent, words } from "../ui/format";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import classes from "./Calibration.module.css";
import { wilson } from "./interval";
import { calibrationQuery } from "./queries";
import { ReliabilityPicture } from "./ReliabilityPicture";

const t = text.changes.calibration;
const DIGITS = 4;
const FORECASTS = ["model", "points", "base_rate"];

export function CalibrationPage() {
  const queries = useQueryClient();
  const session = useQuery(sessionQuery).data;
  const found = useQuery(calibrationQuery);
  const make = useMutation({
    mutationFn: () => calibration.make(newRequest()),
    onSuccess: async (answer) => {
      queries.setQueryData(calibrationQuery.queryKey, answer);
      tell(t.made);
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const button = may(session, "board.manage") && (
    <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
      {t.make}
    </Button>
  );
  const never = found.data?.at === null;
  return (
    <Page title={t.title} about={t.about} actions={!never && button} narrow>
      {make.error != null && <ErrorState error={make.error} wrote />}
      {never ? (
        <Panel label={t.title}>
          <EmptyState title={t.none} action={button || t.mayNot}>
            {t.noneAbout}
          </EmptyState>
        </Panel>
      ) : (
        <Loaded answer={found} rows={12}>
          {(data) => <Shown found={data} />}
        </Loaded>
      )}
    </Page>
  );
}

function Shown({ found }: { found: Calibration }) {
  const rate = found.changes ? percent(found.failed / found.changes) : "";
  return (
    <>
      <Panel title={t.verdict}>
        <p className={classes.headline} data-testid="verdict">
          {found.intercept === null ? t.refused : t.carried}
        </p>
        <Text size="sm">{t.because(found.reason)}</Text>
        <Text size="sm">{t.counts(found.changes, found.failed, rate)}</Text>
        {found.at && (
          <Text size="xs" c="dimmed" mt={4}>
            {t.at} <Time at={found.at} />
          </Text>
        )}
        {found.intercept === null && (
          <Text size="sm" mt="xs">
            {t.missingAbout}
          </Text>
        )}
      </Panel>
      {found.reliability.length > 0 && <Reliability found={found} />}
      {Object.keys(found.brier).length > 0 && <Scores found={found} />}
      {found.odds.length > 0 && <Factors found={found} />}
    </>
  );
}

function Reliability({ found }: { found: Calibration }) {
  return (
    <Panel title={t.diagram}>
      <Text size="sm" mb="xs">
        {t.diagramAbout(found.tried_on)}
      </Text>
      <div className={classes.two}>
        <ReliabilityPicture bins={found.reliability} />
        <Table aria-label={t.diagram}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right">{t.said}</Table.Th>
              <Table.Th ta="right">{t.share}</Table.Th>
              <Table.Th ta="right">{t.interval}</Table.Th>
              <Table.Th ta="right">{t.changes}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found.reliability.map(({ said, failed, changes }) => {
              const [low, high] = wilson(failed, changes);
              return (
                <Table.Tr key={said}>
                  <Table.Td ta="right">{percent(said)}</Table.Td>
                  <Table.Td ta="right">{percent(changes ? failed / changes : 0)}</Table.Td>
                  <Table.Td ta="right">
                    {percent(low)} – {percent(high)}
                  </Table.Td>
                  <Table.Td ta="right">
                    {number(failed)} / {number(changes)}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
    </Panel>
  );
}

function Scores({ found }: { found: Calibration }) {
  return (
    <Panel title={t.scores}>
      <Text size="sm" mb="xs">
        {t.scoresAbout}
      </Text>
      <Table aria-label={t.scores}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.what}</Table.Th>
            <Table.Th ta="right">{t.brier}</Table.Th>
            <Table.Th ta="right">{t.auc}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {FORECASTS.filter((name) => name in found.brier).map((name) => (
            <Table.Tr key={name}>
              <Table.Td>{t.forecasts[name] ?? name}</Table.Td>
              <Table.Td ta="right">{number(found.brier[name] ?? 0, DIGITS)}</Table.Td>
              <Table.Td ta="right">{number(found.auc[name] ?? 0, DIGITS)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function Factors({ found }: { found: Calibration }) {
  const named = text.changes.risk.factors;
  return (
    <Panel title={t.factors}>
      <Text size="sm" mb="xs">
        {t.factorsAbout}
      </Text>
      <Table aria-label={t.factors}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.factor}</Table.Th>
            <Table.Th ta="right">{t.ratio}</Table.Th>
            <Table.Th ta="right">{t.interval}</Table.Th>
            <Table.Th>{t.effect}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.odds.map(({ factor, ratio, low, high }) => (
            <Table.Tr key={factor}>
              <Table.Td>{named[factor] ?? words(factor)}</Table.Td>
              <Table.Td ta="right">{number(ratio, 2)}</Table.Td>
              <Table.Td ta="right">
                {number(low, 2)} – {number(high, 2)}
              </Table.Td>
              <Table.Td>{low > 1 ? t.raises : high < 1 ? t.lowers : t.open}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
