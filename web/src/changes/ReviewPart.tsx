// What was predicted of a change and what happened: a verdict for each service, the incidents that may be its doing.
import { Button, Table, Text } from "@mantine/core";
import { IconLink } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ChangeReview } from "../api/changes";
import { records } from "../api/records";
import type { RecordDetail } from "../api/shapes";
import { text } from "../text";
import { local, sentence } from "../ui/format";
import { CiLink } from "../ui/links";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { type StateName, stateName } from "../ui/state";
import { ErrorState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import classes from "./Changes.module.css";
import { RecordLink } from "./links";
import { reviewQuery } from "./queries";

const t = text.changes.review;
/** The states in which a change has been carried out, or is being so. */
const CARRIED_OUT = ["implementing", "review", "backed_out", "closed"];
const SHAPES: Record<Service["verdict"], StateName> = {
  not_predicted: "down",
  worse: "degraded",
  better: "ok",
  as_predicted: "ok",
};
const INCIDENT = "inc-";

type Service = ChangeReview["services"][number];
type Incident = ChangeReview["incidents"][number];
type Props = { record: RecordDetail; writable: boolean };

export function ReviewPart({ record, writable }: Props) {
  const asked = CARRIED_OUT.includes(record.state);
  const review = useQuery(reviewQuery(record.key, asked));
  if (!asked) return null;
  return (
    <Panel title={t.title}>
      <Loaded answer={review} rows={4}>
        {(found) => (
          <div className={classes.stack}>
            <Watched found={found} />
            {found.services.length > 0 && <Services services={found.services} />}
            {found.incidents.length > 0 && (
              <Incidents incidents={found.incidents} change={record.key} writable={writable} />
            )}
            {found.events.length > 0 && <Events found={found} />}
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function Watched({ found }: { found: ChangeReview }) {
  const suggested = found.suggested_outcome;
  return (
    <div>
      {found.reason && <Text size="sm">{sentence(found.reason)}</Text>}
      {found.watched_until && (
        <Text size="xs" c="dimmed">
          {(found.watching ? t.watching : t.watched)(local(found.watched_until))}
        </Text>
      )}
      {suggested && suggested !== found.outcome && (
        <Text size="sm" fw={600} role="status">
          {t.suggested}
        </Text>
      )}
    </div>
  );
}

function Services({ services }: { services: Service[] }) {
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table aria-label={t.services}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.verdict}</Table.Th>
            <Table.Th>{t.service}</Table.Th>
            <Table.Th>{t.predicted}</Table.Th>
            <Table.Th>{t.actual}</Table.Th>
            <Table.Th>{t.records}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {services.map((each) => (
            <Table.Tr key={each.key}>
              <Table.Td className={classes.nowrap}>
                <StateMark state={SHAPES[each.verdict]} word={t.verdicts[each.verdict]} />
              </Table.Td>
              <Table.Td>
                <CiLink id={each.key}>{each.name}</CiLink>
              </Table.Td>
              <Table.Td className={classes.nowrap}>{stayed(each.predicted, each.predicted_s)}</Table.Td>
              <Table.Td className={classes.nowrap}>
                {each.records.length > 0 ? stayed(each.actual, each.actual_s) : t.nothing}
              </Table.Td>
              <Table.Td>
                {each.records.map((key) => (
                  <div key={key}>
                    {key.startsWith(INCIDENT) ? <RecordLink noun="incidents" id={key} /> : t.event}
                  </div>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function stayed(state: Service["predicted"], seconds: number | null) {
  const length = seconds === null || state === "ok" || state === "at_risk" ? "" : t.minutes(seconds / 60);
  return (
    <>
      <StateMark state={stateName(state)} /> {length}
    </>
  );
}

type IncidentsProps = { incidents: Incident[]; change: string; writable: boolean };

function Incidents({ incidents, change, writable }: IncidentsProps) {
  const queries = useQueryClient();
  const link = useMutation({
    mutationFn: (key: string) => records.link("incidents", key, { role: "caused_by", to: change }),
    onSuccess: (_, key) => tell(t.linked(key)),
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  return (
    <div>
      <h3 className={classes.heading}>{t.incidents}</h3>
      {link.error != null && <ErrorState error={link.error} wrote />}
      <ul className={classes.lines} aria-label={t.incidents}>
        {incidents.map((each) => (
          <li key={each.key}>
            <RecordLink noun="incidents" id={each.key} />
            <span>{each.title}</span>
            {each.linked ? (
              <b>{t.isLinked}</b>
            ) : (
              writable && (
                <Button
                  variant="default"
                  size="compact-xs"
                  leftSection={<IconLink size={13} aria-hidden />}
                  aria-label={t.linkOf(each.key)}
                  loading={link.isPending && link.variables === each.key}
                  onClick={() => link.mutate(each.key)}
                >
                  {t.link}
                </Button>
              )
            )}
            <span className={classes.note} style={{ flexBasis: "100%" }}>
              {sentence(each.reason)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Events({ found }: { found: ChangeReview }) {
  return (
    <details className={classes.details}>
      <summary>{t.events(found.events.length)}</summary>
      <ul className={classes.lines}>
        {found.events.map((each) => (
          <li key={each.key}>
            <Time at={each.since} />
            <CiLink id={each.ci}>{found.names[each.ci] ?? each.ci}</CiLink>
            <span>{each.summary}</span>
            {each.expected && <span className={classes.note}>{t.expected(each.expected)}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
