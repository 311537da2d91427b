// What one looks for first on a record: how urgent, who looks after it, since when.
import { Button, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import * as api from "../api/calls";
import type { Noun } from "../api/records";
import type { Practice, RecordDetail } from "../api/shapes";
import { OnCallNow } from "../on-call/OnCallNow";
import { text } from "../text";
import { shown } from "../ui/format";
import { warn } from "../ui/notify";
import { sessionQuery } from "../ui/queries";
import { Time } from "../ui/Time";
import { PriorityMark } from "./PriorityMark";
import { levelWord } from "./priority";
import classes from "./Records.module.css";

const t = text.records.page;

type Props = { noun: Noun; record: RecordDetail; practice: Practice; writable: boolean };

export function RecordFacts({ noun, record, practice, writable }: Props) {
  const { priority, impact, urgency, impact_reason, team, assignee, requester, opened_at, resolved_at } =
    record.attributes;
  const queries = useQueryClient();
  const me = useQuery(sessionQuery).data?.account?.name;
  const take = useMutation({
    mutationFn: () =>
      api.records.change(noun, record.key, record.revision, { attributes: { assignee: me ?? null } }),
    onError: (error) => warn(error.message),
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  const mine = writable && me && assignee !== me && record.phase === "open";
  return (
    <dl className={classes.facts}>
      {practice.prioritised && (
        <Fact label={text.records.columns.priority ?? ""}>
          <PriorityMark priority={priority} />
        </Fact>
      )}
      {practice.prioritised && (
        <Fact label={`${t.impact} · ${t.urgency}`}>
          {levelWord(impact)} · {levelWord(urgency)}
          {typeof impact_reason === "string" && (
            <Text span size="xs" c="dimmed">
              {" "}
              {t.override(impact_reason)}
            </Text>
          )}
        </Fact>
      )}
      <Fact label={t.team}>
        {team == null ? t.noTeam : shown(team)}{" "}
        {typeof team === "string" && record.phase === "open" && <OnCallNow team={team} />}
      </Fact>
      <Fact label={t.assignee}>
        {assignee == null ? t.nobody : shown(assignee)}{" "}
        {mine && (
          <Button variant="subtle" size="compact-xs" loading={take.isPending} onClick={() => take.mutate()}>
            {t.toMe}
          </Button>
        )}
      </Fact>
      {requester != null && <Fact label={t.requester}>{shown(requester)}</Fact>}
      <Fact label={t.age}>
        <Time at={opened_at as string | null} />
      </Fact>
      {resolved_at != null && (
        <Fact label={t.resolved}>
          <Time at={resolved_at as string} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
