// The messages of one state as a table, with what may be done by hand.
import { Button, Group, Table } from "@mantine/core";
import type { Message } from "../api/notifications";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { Time } from "../ui/Time";
import { TwoLines } from "../ui/TwoLines";
import { useWide } from "../ui/useWide";
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

export function MessageTable(props: Props) {
  const wide = useWide();
  return wide ? <Wide {...props} /> : <Phone {...props} />;
}

function Wide({ items, waits, ...acts }: Props) {
  return (
    <Table.ScrollContainer minWidth={860} tabIndex={0} role="group" aria-label={t.table}>
      <Table aria-label={t.table}>
        <Table.Thead>
          <Table.Tr>
            {t.heads.slice(0, waits ? undefined : -1).map((head) => (
              <Table.Th key={head}>{head}</Table.Th>
            ))}
            {(acts.retry || acts.discard) && <Table.Th>{t.actions}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((each) => (
            <Table.Tr key={each.id}>
              <Table.Td>
                <Recipient message={each} />
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
              {(acts.retry || acts.discard) && (
                <Table.Td>
                  <Acts message={each} {...acts} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Phone({ items, waits, ...acts }: Props) {
  return (
    <TwoLines
      label={t.table}
      rows={items.map((each) => ({
        key: each.id,
        title: (
          <>
            <Recipient message={each} />, <RecordLink id={each.record} />
          </>
        ),
        line: [
          each.rules.join(", "),
          `${t.facts.attempts}: ${each.attempts}`,
          each.error,
          <span key="since">
            {t.facts.since} <Time at={each.created_at} />
          </span>,
          waits && (
            <span key="next">
              {t.facts.next} <Time at={each.next_at} />
            </span>
          ),
        ],
        acts: <Acts message={each} {...acts} />,
      }))}
    />
  );
}

function Recipient({ message }: { message: Message }) {
  return (
    <>
      <AnchorLink to="/outbox/$id" params={{ id: message.id }} search={{}}>
        {message.to}
      </AnchorLink>
      {message.public && ` (${t.public})`}
    </>
  );
}

type ActsProps = Omit<Props, "items" | "waits"> & { message: Message };

function Acts({ message, busy, retry, discard }: ActsProps) {
  if (!retry && !discard) return null;
  return (
    <Group gap="xs" wrap="nowrap">
      {retry && (
        <Button
          variant="default"
          size="compact-xs"
          aria-label={t.retryOf(message.to, message.record)}
          loading={busy === message.id}
          onClick={() => retry(message)}
        >
          {t.retry}
        </Button>
      )}
      {discard && (
        <Button
          variant="default"
          size="compact-xs"
          aria-label={t.discardOf(message.to, message.record)}
          onClick={() => discard(message)}
        >
          {t.discard}
        </Button>
      )}
    </Group>
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
