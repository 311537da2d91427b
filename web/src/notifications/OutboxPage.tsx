// The messages: which wait, which failed and why; tried again or discarded by hand.
import { Button, Group, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { type Message, outbox } from "../api/notifications";
import { may } from "../session/may";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { ButtonLink } from "../ui/links";
import { tell, warn } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Page } from "../ui/Page";
import { sessionQuery } from "../ui/queries";
import { EmptyState, Loaded } from "../ui/states";
import { MessageTable } from "./MessageTable";
import { outboxQuery } from "./queries";
import { STATES } from "./search";

const route = getRouteApi("/outbox");
const t = text.notifications.outbox;

export function OutboxPage() {
  const { messages: state = "waiting" } = route.useSearch();
  const navigate = route.useNavigate();
  const found = useInfiniteQuery(outboxQuery(state));
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={
        <ButtonLink to="/notification-rules" search={{}} variant="default">
          {t.toRules}
        </ButtonLink>
      }
    >
      <section className="panel" aria-label={t.title}>
        <Group p="sm">
          <SegmentedControl
            size="xs"
            aria-label={t.state}
            value={state}
            data={STATES.map((value) => ({ value, label: t.states[value] ?? value }))}
            onChange={(value) => {
              const messages = STATES.find((each) => each === value);
              navigate({ search: { messages: messages === "waiting" ? undefined : messages } });
            }}
          />
        </Group>
        <Loaded answer={found} rows={5}>
          {(data) => <Messages state={state} items={data.pages.flatMap((page) => page.items)} />}
        </Loaded>
        {found.hasNextPage && (
          <Group p="sm">
            <Button
              variant="default"
              loading={found.isFetchingNextPage}
              onClick={() => found.fetchNextPage()}
            >
              {t.more}
            </Button>
          </Group>
        )}
      </section>
    </Page>
  );
}

function Messages({ state, items }: { state: string; items: Message[] }) {
  const session = useQuery(sessionQuery).data;
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState<Message | null>(null);
  const fresh = () => queries.invalidateQueries({ queryKey: ["outbox"] });
  const retry = useMutation({
    mutationFn: (each: Message) => outbox.retry(each.id, newRequest()),
    onSuccess: () => tell(t.retried),
    onError: (error) => warn(error.message),
    onSettled: fresh,
  });
  const discard = useMutation({
    mutationFn: (each: Message) => outbox.discard(each.id),
    onSuccess: () => {
      tell(t.discarded);
      setLeaving(null);
    },
    onSettled: fresh,
  });
  const acts = may(session, "job.cancel") && state !== "sent";
  return (
    <>
      {items.length === 0 ? (
        <EmptyState title={t.empty[state] ?? ""}>{t.emptyAbout}</EmptyState>
      ) : (
        <MessageTable
          items={items}
          waits={state === "waiting"}
          busy={retry.isPending ? retry.variables.id : undefined}
          retry={acts ? retry.mutate : undefined}
          discard={acts && state === "waiting" ? setLeaving : undefined}
        />
      )}
      <Confirm
        opened={leaving !== null}
        title={t.discardTitle}
        about={t.discardAbout(leaving?.to ?? "", leaving?.record ?? "")}
        action={t.discard}
        busy={discard.isPending}
        error={discard.error}
        act={() => leaving && discard.mutate(leaving)}
        close={() => {
          discard.reset();
          setLeaving(null);
        }}
      />
    </>
  );
}
