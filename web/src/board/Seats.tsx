// Who is there, whether that is enough to decide, and who stands in for whom.
import { Button, Group, NativeSelect, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Meeting, meetings } from "../api/meetings";
import { may } from "../session/may";
import { text } from "../text";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";
import classes from "./Board.module.css";

const t = text.board.seats;

export function Seats({ meeting }: { meeting: Meeting }) {
  const queries = useQueryClient();
  const session = useQuery(sessionQuery).data;
  const me = session?.account?.name ?? "";
  const there = meeting.present.includes(me);
  const refresh = () => queries.invalidateQueries({ queryKey: ["graph", "meeting", meeting.id] });
  const come = useMutation({
    mutationFn: () => meetings.presence(meeting.id, { present: !there }, newRequest()),
    onSettled: refresh,
  });
  const { quorum } = meeting;
  const names = (found: string[]) => found.map((name) => shownName(meeting, name)).join(", ");
  const decides = may(session, "change.decide");
  return (
    <Panel title={t.title}>
      <Text size="sm" fw={600} data-testid="quorum">
        {t.needed(quorum.there.length, quorum.needed)}. {quorum.reached ? t.reached : t.short}
      </Text>
      {meeting.present.length === 0 ? (
        <Text size="sm">{t.nobody}</Text>
      ) : (
        <ul className={classes.list} aria-label={t.title}>
          {meeting.present.map((name) => (
            <li key={name}>{shownName(meeting, name)}</li>
          ))}
        </ul>
      )}
      {quorum.absent.length > 0 && <Text size="sm">{t.absent(names(quorum.absent))}</Text>}
      {quorum.lost.length > 0 && <Text size="sm">{t.lost(names(quorum.lost))}</Text>}
      {Object.entries(meeting.delegates).map(([member, delegate]) => (
        <Text key={member} size="sm">
          {t.standsIn(shownName(meeting, delegate), shownName(meeting, member))}
        </Text>
      ))}
      {decides && (
        <Group gap="xs" mt="xs">
          {!(me in meeting.delegates) && (
            <Button variant="default" loading={come.isPending} onClick={() => come.mutate()}>
              {there ? t.away : t.here}
            </Button>
          )}
        </Group>
      )}
      {come.error != null && <ErrorState error={come.error} wrote />}
      {decides && <Delegate meeting={meeting} me={me} refresh={refresh} />}
    </Panel>
  );
}

function Delegate({ meeting, me, refresh }: { meeting: Meeting; me: string; refresh: () => unknown }) {
  const [chosen, setChosen] = useState("");
  const send = useMutation({
    mutationFn: (delegate: string | null) => meetings.delegate(meeting.id, { delegate }, newRequest()),
    onSuccess: (_, delegate) => {
      setChosen("");
      if (delegate) tell(t.sent(delegate));
    },
    onSettled: refresh,
  });
  const others = meeting.voters.filter((each) => each.name !== me);
  if (meeting.members.length > 0 && !meeting.members.includes(me)) return null;
  if (me in meeting.delegates)
    return (
      <Group gap="xs" mt="xs">
        <Button variant="default" loading={send.isPending} onClick={() => send.mutate(null)}>
          {t.withdraw}
        </Button>
      </Group>
    );
  if (others.length === 0) return null;
  return (
    <details className={classes.order}>
      <summary>{t.delegate}</summary>
      <Group gap="xs" mt="xs" align="flex-end">
        <NativeSelect
          aria-label={t.delegate}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={[
            { value: "", label: "–" },
            ...others.map((each) => ({ value: each.name, label: each.display_name })),
          ]}
        />
        <Button
          variant="default"
          disabled={!chosen}
          loading={send.isPending}
          onClick={() => send.mutate(chosen)}
        >
          {t.send}
        </Button>
      </Group>
      {send.error != null && <ErrorState error={send.error} wrote />}
    </details>
  );
}

const shownName = (meeting: Meeting, name: string) =>
  meeting.voters.find((each) => each.name === name)?.display_name ?? name;
