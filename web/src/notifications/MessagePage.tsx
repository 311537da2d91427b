// One message: what became of it, in which words it goes out, and what may be done by hand.
import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { type MessageWords, outbox } from "../api/notifications";
import { may } from "../session/may";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { Facts } from "../ui/declared/Facts";
import { local } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { tell, warn } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { Loaded } from "../ui/states";
import { RecordLink } from "./MessageTable";
import { messageQuery } from "./queries";

const route = getRouteApi("/outbox/$id");
const t = text.notifications.outbox;

export function MessagePage() {
  const { id } = route.useParams();
  const found = useQuery(messageQuery(id));
  return (
    <Page
      title={found.data?.subject ?? t.one}
      about={
        <AnchorLink to="/outbox" search={{}}>
          {t.title}
        </AnchorLink>
      }
    >
      <Loaded answer={found} rows={8}>
        {(message) => <Shown message={message} />}
      </Loaded>
    </Page>
  );
}

function Shown({ message }: { message: MessageWords }) {
  const session = useQuery(sessionQuery).data;
  const acts = may(session, "job.cancel");
  return (
    <>
      <Panel label={t.facts.state}>
        <Facts facts={factsOf(message)} />
        <Group gap="sm" mt="sm">
          <RecordLink id={message.record} />
          {acts && message.state !== "sent" && <Actions message={message} />}
        </Group>
      </Panel>
      <Panel title={t.words}>
        {message.text === null ? (
          <p style={{ margin: 0 }}>{t.wordless}</p>
        ) : (
          <p style={{ margin: 0, whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{message.text}</p>
        )}
      </Panel>
    </>
  );
}

function Actions({ message }: { message: MessageWords }) {
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState(false);
  const fresh = () => queries.invalidateQueries({ queryKey: ["outbox"] });
  const retry = useMutation({
    mutationFn: () => outbox.retry(message.id, newRequest()),
    onSuccess: () => tell(t.retried),
    onError: (error) => warn(error.message),
    onSettled: fresh,
  });
  const discard = useMutation({
    mutationFn: () => outbox.discard(message.id),
    onSuccess: () => {
      tell(t.discarded);
      setLeaving(false);
    },
    onSettled: fresh,
  });
  return (
    <>
      <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
        {t.retry}
      </Button>
      {(message.state === "waiting" || leaving) && (
        <Button variant="default" onClick={() => setLeaving(true)}>
          {t.discard}
        </Button>
      )}
      <Confirm
        opened={leaving}
        title={t.discardTitle}
        about={t.discardAbout(message.to, message.record)}
        action={t.discard}
        busy={discard.isPending}
        error={discard.error}
        act={() => discard.mutate()}
        close={() => {
          discard.reset();
          setLeaving(false);
        }}
      />
    </>
  );
}

function factsOf(message: MessageWords): [string, string][] {
  const waits = message.state === "waiting";
  return [
    [t.facts.state, t.states[message.state] ?? message.state],
    [t.facts.to, message.public ? `${message.to} (${t.public})` : message.to],
    [t.facts.rules, message.rules.join(", ")],
    [t.facts.attempts, String(message.attempts)],
    [t.facts.error, message.error || t.noError],
    [t.facts.since, local(message.created_at)],
    [waits ? t.facts.next : t.facts.ended, local(message.next_at)],
  ];
}
