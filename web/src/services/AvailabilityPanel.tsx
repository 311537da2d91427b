// How likely a service is up: the figure, how it was found, and what it leaves out.
import { Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import * as api from "../api/calls";
import type { Availability } from "../api/shapes";
import { text } from "../text";
import { number, sentence } from "../ui/format";
import { Panel } from "../ui/Panel";
import { ErrorState } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { Computing } from "./Computing";
import { isTooLong, LongWork } from "./LongWork";
import { availabilityQuery } from "./queries";
import { availabilityWords, minutesWords, yearWords } from "./reliability";
import classes from "./Service.module.css";

const t = text.servicePage.availability;

const long = text.servicePage.long;
const PATIENT = 10_000_000;

type Props = { service: string; answer: UseQueryResult<Availability>; change: string | undefined };

export function AvailabilityPanel({ service, answer, change }: Props) {
  const { data, error } = answer;
  const asOf = useAsOf();
  const tooLong = isTooLong(error);
  const few = data?.method === "monte_carlo" && (data.samples ?? PATIENT) < PATIENT;
  return (
    <Panel title={t.title}>
      {error != null && !tooLong && <ErrorState error={error} retry={() => answer.refetch()} />}
      {!data && !error && <Computing what={t.working} />}
      {data && <Figures found={data} />}
      {(tooLong || few) && (
        <LongWork
          about={tooLong ? long.tooLarge : long.fewSamples}
          start={tooLong ? long.start : long.sharpen}
          queue={() =>
            api.services.queueAvailability(service, { samples: PATIENT, change, as_of: asOf ?? null })
          }
          answers={availabilityQuery(service, asOf, change).queryKey}
        />
      )}
    </Panel>
  );
}

function Figures({ found }: { found: Availability }) {
  const { unavailability, method, interval, samples, without_figure: without } = found;
  const [low, high] = interval as [number, number];
  const sampled = method === "monte_carlo";
  return (
    <>
      <p className={classes.big} data-testid="availability">
        {sampled && "≈ "}
        {availabilityWords(unavailability)}
      </p>
      <Text size="sm">
        {t.down} <b>{t.aYear(minutesWords(unavailability))}</b> ({yearWords(unavailability)})
      </Text>
      {sampled && <Text size="sm">{t.interval(minutesWords(low), minutesWords(high))}</Text>}
      <Text size="xs" c="dimmed" mt={6}>
        {sampled && samples != null && `${t.sampled(number(samples, 0))} `}
        {sentence(found.reason)}
      </Text>
      <Text size="xs" c="dimmed">
        {without > 0 ? t.without(without) : t.allFigures}
      </Text>
    </>
  );
}
