// The safest windows within the next days, each with its reasons, and one click to take one.
import { Button, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Candidate, type ChangePlan, changes } from "../api/changes";
import { Problem } from "../api/problem";
import { text } from "../text";
import { duration, local, localInZone, number, sentence, span, utc } from "../ui/format";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { ErrorState, Loaded } from "../ui/states";
import classes from "./Changes.module.css";
import { SeverityMark } from "./CollisionTable";
import { WithLink } from "./links";
import { windowsQuery } from "./queries";
import { documentOf } from "./usePlanEdit";

const t = text.changes.windows;
/** The first reasons say the time and how much is in the way; the collisions say the rest. */
const SHORT = 2;
const MOST = 8;

type Props = { found: ChangePlan; writable: boolean };

export function WindowsPart({ found, writable }: Props) {
  const queries = useQueryClient();
  const windows = useQuery(windowsQuery(found.key, true));
  const plan = documentOf(found);
  const use = useMutation({
    mutationFn: ({ start, end }: Candidate) =>
      changes.replan(found.key, found.revision, { ...plan, window: { start, end } }),
    onSuccess: () => tell(t.used),
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  const second = use.error instanceof Problem && use.error.status === 412;
  return (
    <Panel title={t.title} flush>
      <Text size="xs" c="dimmed" px="md" pb="xs">
        {t.about}
      </Text>
      <div style={{ padding: "0 0.75rem" }}>
        {second && (
          <Text size="sm" role="alert" fw={600} pb="xs">
            {t.refused}
          </Text>
        )}
        {use.error != null && !second && <ErrorState error={use.error} wrote />}
      </div>
      <Loaded answer={windows} rows={4}>
        {(items) =>
          items.length === 0 ? (
            <Text size="sm" px="md" pb="sm">
              {t.none}
            </Text>
          ) : (
            items.map((each) => (
              <div key={each.start} className={classes.candidate}>
                <div>
                  <Text size="sm" fw={600} title={utc(each.start)}>
                    {span(each.start, each.end)}{" "}
                    <Text component="span" size="xs" c="dimmed">
                      {duration((Date.parse(each.end) - Date.parse(each.start)) / 1000)} · {t.score}:{" "}
                      {number(each.score)}
                      {each.point_of_no_return && ` · ${t.noReturn(localInZone(each.point_of_no_return))}`}
                    </Text>
                  </Text>
                  <Text size="xs" c="dimmed">
                    {sentence(each.reasons.slice(0, SHORT).join("; "))}
                  </Text>
                  {each.conflicts.length > 0 && (
                    <details className={classes.details}>
                      <summary>{t.inTheWay}</summary>
                      <ul className={classes.lines}>
                        {each.conflicts.slice(0, MOST).map((one) => (
                          <li key={`${one.kind} ${one.with} ${one.ci}`}>
                            <SeverityMark severity={one.severity} />
                            <WithLink collision={one} />
                            <span className={classes.note}>{one.reason}</span>
                          </li>
                        ))}
                      </ul>
                    </details>
                  )}
                </div>
                {writable && (
                  <Taken
                    candidate={each}
                    now={Date.parse(plan.window?.start ?? "") === Date.parse(each.start)}
                    busy={use.isPending && use.variables.start === each.start}
                    use={() => use.mutate(each)}
                  />
                )}
              </div>
            ))
          )
        }
      </Loaded>
    </Panel>
  );
}

type TakenProps = { candidate: Candidate; now: boolean; busy: boolean; use: () => void };

function Taken({ candidate, now, busy, use }: TakenProps) {
  if (now)
    return (
      <Text size="xs" c="dimmed">
        {t.now}
      </Text>
    );
  return (
    <Button
      variant="default"
      size="compact-xs"
      aria-label={t.takeAt(local(candidate.start))}
      loading={busy}
      onClick={use}
    >
      {t.use}
    </Button>
  );
}
