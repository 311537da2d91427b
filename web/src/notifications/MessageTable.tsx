// The messages of one state as a table, with what may be done by hand.
import { Button, Group, Table } from "@mantine/core";
import type { Message } from "../api/notifications";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { Time } from "../ui/Time";
import { nounOf } from "./words";

const t = text.notifications.outbox;

type Props = {
  items: Message[];
  waits: boolean;
  /** The message that is being tried again. */
  busy?: string;
  retry?: (message: Message) => void;
  discard?: (message: Message) => void;
};

export function MessageTable({ items, waits, busy, retry, discard }: Props) {
  return (
    <Table.ScrollContainer minWidth={860} tabIndex={0} role="group" aria-label={t.table}>
      <Table aria-label={t.table}>
        <Table.Thead>
          <Table.Tr>
            {t.heads.slice(0, waits ? undefined : -1).map((head) => (
              <Table.Th key={head}>{head}</Table.Th>
            ))}
            {(retry || discard) && <Table.Th>{t.actions}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((each) => (
            <Table.Tr key={each.id}>
              <Table.Td>
                <AnchorLink to="/outbox/$id" params={{ id: each.id }} search={{}}>
                  {each.to}
                </AnchorLink>
                {each.public && ` (${t.public})`}
              </Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                <RecordLink id={each.record} />
              </Table.Td>
              <Table.Td>{each.rules.join(", ")}</Table.Td>
              <Table.Td>{each.attempts}</Table.Td>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{each.error || "–"}</Table.Td>
              <Table.Td>
                <Time at={each.created_at} />
              </Table.Td>
              {waits && (
                <Table.Td>
                  <Time at={each.next_at} />
                </Table.Td>
              )}
              {(retry || discard) && (
                <Table.Td>
                  <Group gap="xs" wrap="nowrap">
                    {retry && (
                      <Button
                        variant="default"
                        size="compact-xs"
                        aria-label={t.retryOf(each.to, each.record)}
                        loading={busy === each.id}
                        onClick={() => retry(each)}
                      >
                        {t.retry}
                      </Button>
                    )}
                    {discard && (
                      <Button
                        variant="default"
                        size="compact-xs"
                        aria-label={t.discardOf(each.to, each.record)}
                        onClick={() => discard(each)}
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
  );
}

export function RecordLink({ id }: { id: string }) {
  const noun = nounOf(id);
  if (!noun) return <>{id}</>;
  return (
    <AnchorLink to="/$noun/$key" params={{ noun, key: id }} search={{}}>
      {id}
    </AnchorLink>
  );
}
