// The messages: which wait, which failed and why; tried again or discarded by hand.
import { Button, Group, SegmentedControl, Table } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { type Message, outbox } from "../api/notifications";
import { may } from "../session/may";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { AnchorLink, ButtonLink } from "../ui/links";
import { tell, warn } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Page } from "../ui/Page";
import { sessionQuery } from "../ui/queries";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { outboxQuery } from "./queries";
import { STATES } from "./search";
import { nounOf } from "./words";

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
  if (items.length === 0) return <EmptyState title={t.empty[state] ?? ""}>{t.emptyAbout}</EmptyState>;
  return (
    <>
      <Table.ScrollContainer
        minWidth={860}
        scrollAreaProps={{ tabIndex: 0, role: "region", "aria-label": t.title }}
      >
        <Table aria-label={t.title}>
          <Table.Thead>
            <Table.Tr>
              {t.heads.slice(0, state === "waiting" ? undefined : -1).map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
              {acts && <Table.Th>{t.actions}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((each) => (
              <Table.Tr key={each.id}>
                <Table.Td>
                  {each.to}
                  {each.public && ` (${t.public})`}
                </Table.Td>
                <Table.Td>
                  <RecordLink id={each.record} />
                </Table.Td>
                <Table.Td>{each.rules.join(", ")}</Table.Td>
                <Table.Td>{each.attempts}</Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{each.error || "–"}</Table.Td>
                <Table.Td>
                  <Time at={each.created_at} />
                </Table.Td>
                {state === "waiting" && (
                  <Table.Td>
                    <Time at={each.next_at} />
                  </Table.Td>
                )}
                {acts && (
                  <Table.Td>
                    <Group gap="xs" wrap="nowrap">
                      <Button
                        variant="default"
                        size="compact-xs"
                        aria-label={t.retryOf(each.to, each.record)}
                        loading={retry.isPending && retry.variables.id === each.id}
                        onClick={() => retry.mutate(each)}
                      >
                        {t.retry}
                      </Button>
                      {state === "waiting" && (
                        <Button
                          variant="default"
                          size="compact-xs"
                          aria-label={t.discardOf(each.to, each.record)}
                          onClick={() => setLeaving(each)}
                        >
                          {t.discard}
                        </Button>
                      )}
                    </Group>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
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

function RecordLink({ id }: { id: string }) {
  const noun = nounOf(id);
  if (!noun) return <>{id}</>;
  return (
    <AnchorLink to="/$noun/$key" params={{ noun, key: id }} search={{}}>
      {id}
    </AnchorLink>
  );
}
