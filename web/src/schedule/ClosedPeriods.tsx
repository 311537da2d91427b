// When nothing is changed and when others work: listed, and added and removed by those who decide on changes.
import { ActionIcon, Button, Table, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ClosedPeriod, changes } from "../api/changes";
import { closedPeriodsQuery } from "../changes/queries";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { words } from "../ui/format";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { NewPeriod } from "./NewPeriod";

const t = text.schedule.periods;

export function ClosedPeriods({ decides }: { decides: boolean }) {
  const queries = useQueryClient();
  const periods = useQuery(closedPeriodsQuery);
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<string | null>(null);
  const drop = useMutation({
    mutationFn: (name: string) => changes.open(name),
    onSuccess: async () => {
      setLeaving(null);
      tell(t.removed);
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  return (
    <Panel
      title={t.title}
      flush
      aside={
        decides &&
        !adding && (
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t.add}
          </Button>
        )
      }
    >
      <Text size="xs" c="dimmed" px="md" pb="xs">
        {t.about}
      </Text>
      {adding && (
        <NewPeriod taken={periods.data?.map((each) => each.name) ?? []} close={() => setAdding(false)} />
      )}
      <Loaded answer={periods} rows={3}>
        {(items) =>
          items.length === 0 ? (
            <Text size="sm" px="md" pb="sm">
              {t.none}
            </Text>
          ) : (
            <Periods
              items={items}
              leave={
                decides
                  ? (name) => {
                      drop.reset();
                      setLeaving(name);
                    }
                  : undefined
              }
            />
          )
        }
      </Loaded>
      <Confirm
        opened={leaving !== null}
        title={t.removeTitle(leaving ?? "")}
        about={t.removeAbout}
        action={text.ui.remove}
        busy={drop.isPending}
        error={drop.error}
        act={() => leaving && drop.mutate(leaving)}
        close={() => setLeaving(null)}
      />
    </Panel>
  );
}

function Periods({ items, leave }: { items: ClosedPeriod[]; leave?: (name: string) => void }) {
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label={t.title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.name}</Table.Th>
            <Table.Th>{t.kind}</Table.Th>
            <Table.Th>{t.start}</Table.Th>
            <Table.Th>{t.end}</Table.Th>
            <Table.Th>{t.where}</Table.Th>
            <Table.Th>{t.exempt}</Table.Th>
            <Table.Th>{t.reason}</Table.Th>
            {leave && (
              <Table.Th>
                <span className="visually-hidden">{text.ui.remove}</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((each) => (
            <Table.Tr key={each.name}>
              <Table.Td fw={550}>{each.name}</Table.Td>
              <Table.Td>{t.kinds[each.kind] ?? words(each.kind)}</Table.Td>
              <Table.Td>
                <Time at={each.start} absolute zoned />
              </Table.Td>
              <Table.Td>
                <Time at={each.end} absolute zoned />
              </Table.Td>
              <Table.Td>{each.cis ? t.cisCount(each.cis.length) : t.everywhere}</Table.Td>
              <Table.Td>
                {each.exempt.length > 0 ? t.exemptOf(each.exempt.map(words).join(", ")) : t.exemptNone}
              </Table.Td>
              <Table.Td>{each.reason}</Table.Td>
              {leave && (
                <Table.Td>
                  <ActionIcon aria-label={t.remove(each.name)} onClick={() => leave(each.name)}>
                    <IconTrash size={14} />
                  </ActionIcon>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
