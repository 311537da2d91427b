// The tables behind the picture: what collides, and every change with its times and a way to move it.
import { Button, Table, Text } from "@mantine/core";
import type { Schedule, ScheduledCollision } from "../api/schedule";
import { CollisionTable } from "../changes/CollisionTable";
import { RecordLink } from "../changes/links";
import { useNames } from "../changes/useNames";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { Time } from "../ui/Time";
import type { Hold } from "./useHold";

const t = text.schedule;

export function Tables({ schedule, hold, writable }: { schedule: Schedule; hold: Hold; writable: boolean }) {
  const nameOf = useNames(
    schedule.conflicts.flatMap((each) => each.ci ?? []),
    {},
  );
  if (schedule.changes.length === 0) return null;
  const of = (each: unknown) => <RecordLink noun="changes" id={(each as ScheduledCollision).change} />;
  return (
    <>
      <Panel title={t.collisions} flush>
        {schedule.conflicts.length === 0 ? (
          <Text size="sm" px="md" pb="sm">
            {t.noCollisions}
          </Text>
        ) : (
          <CollisionTable collisions={schedule.conflicts} label={t.collisions} nameOf={nameOf} of={of} />
        )}
      </Panel>
      <Panel title={t.changes} flush>
        <Table.ScrollContainer minWidth={860}>
          <Table aria-label={t.changes}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t.key}</Table.Th>
                <Table.Th>{t.what}</Table.Th>
                <Table.Th>{t.state}</Table.Th>
                <Table.Th>{t.from}</Table.Th>
                <Table.Th>{t.to}</Table.Th>
                <Table.Th>{t.until}</Table.Th>
                {writable && (
                  <Table.Th>
                    <span className="visually-hidden">{t.moveIt}</span>
                  </Table.Th>
                )}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {schedule.changes.map((each) => (
                <Table.Tr key={each.key}>
                  <Table.Td>
                    <RecordLink noun="changes" id={each.key} />
                  </Table.Td>
                  <Table.Td>{each.title}</Table.Td>
                  <Table.Td>{each.state_label}</Table.Td>
                  <Table.Td>
                    <Time at={each.start} absolute zoned />
                  </Table.Td>
                  <Table.Td>
                    <Time at={each.end} absolute zoned />
                  </Table.Td>
                  <Table.Td>
                    <Time at={each.until} absolute zoned />
                  </Table.Td>
                  {writable && (
                    <Table.Td>
                      {each.movable && (
                        <Button
                          variant="default"
                          size="compact-xs"
                          aria-label={t.moveOf(each.key)}
                          onClick={() => hold.take(each, true)}
                        >
                          {t.moveIt}
                        </Button>
                      )}
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Panel>
    </>
  );
}
