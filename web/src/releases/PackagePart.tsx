// The changes in a release's package, put in and taken out in place, and what stands in the way of deploying it.
import { ActionIcon, Button, Group, Table, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { records } from "../api/records";
import type { ReleasePackage } from "../api/releases";
import type { RecordDetail } from "../api/shapes";
import { RecordPicker } from "../records/RecordPicker";
import { text } from "../text";
import { local } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { ErrorState } from "../ui/states";
import classes from "./Releases.module.css";
import { reasonWords } from "./reasons";

const t = text.releases.package;
/** The role in which a change belongs to a release. */
const PART = "part_of";

type Change = ReleasePackage["changes"][number];
type Props = { record: RecordDetail; found: ReleasePackage; writable: boolean };

export function PackagePart({ record, found, writable }: Props) {
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const settled = () => queries.invalidateQueries({ queryKey: ["graph"] });
  const add = useMutation({
    mutationFn: (key: string) => records.link("changes", key, { role: PART, to: record.key }),
    onSuccess: (_, key) => {
      tell(t.added(key));
      setAdding(false);
    },
    onSettled: settled,
  });
  const remove = useMutation({
    mutationFn: (key: string) => records.unlink("changes", key, PART, record.key),
    onSuccess: (_, key) => tell(t.removed(key)),
    onSettled: settled,
  });
  const editable = writable && record.phase === "open";
  const error = add.error ?? remove.error;
  return (
    <Panel
      title={t.title}
      aside={
        editable &&
        !adding && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t.add}
          </Button>
        )
      }
    >
      <div className={classes.stack}>
        {adding && (
          <div>
            <RecordPicker noun="changes" onPick={(key) => add.mutate(key)} />
            <Group gap="xs" mt="xs">
              <Button variant="default" onClick={() => setAdding(false)}>
                {t.cancel}
              </Button>
            </Group>
          </div>
        )}
        {error != null && <ErrorState error={error} wrote />}
        {found.changes.length === 0 ? (
          <Text size="sm">
            {t.none}. {t.noneAbout}
          </Text>
        ) : (
          <Changes
            changes={found.changes}
            remove={editable ? (key) => remove.mutate(key) : undefined}
            removing={remove.isPending ? remove.variables : undefined}
          />
        )}
        {record.phase === "open" && <InTheWay found={found} />}
      </div>
    </Panel>
  );
}

type ListProps = { changes: Change[]; remove?: (key: string) => void; removing?: string };

function Changes({ changes, remove, removing }: ListProps) {
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table aria-label={t.title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.change}</Table.Th>
            <Table.Th>{t.what}</Table.Th>
            <Table.Th>{t.state}</Table.Th>
            <Table.Th>{t.window}</Table.Th>
            {remove && <Table.Td />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map((each) => (
            <Table.Tr key={each.key}>
              <Table.Td className={classes.nowrap}>
                <AnchorLink to="/$noun/$key" params={{ noun: "changes", key: each.key }} search={{}}>
                  {each.key}
                </AnchorLink>
              </Table.Td>
              <Table.Td className={classes.cell}>{each.title}</Table.Td>
              <Table.Td className={classes.nowrap}>{each.state_label}</Table.Td>
              <Table.Td className={classes.nowrap}>
                {each.starts_at ? local(each.starts_at) : t.noWindow}
              </Table.Td>
              {remove && (
                <Table.Td>
                  <ActionIcon
                    size="sm"
                    aria-label={t.remove(each.key)}
                    loading={removing === each.key}
                    onClick={() => remove(each.key)}
                  >
                    <IconX size={14} />
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

function InTheWay({ found }: { found: ReleasePackage }) {
  return (
    <div>
      {found.in_the_way.length === 0 ? (
        <Text size="sm">{t.free}</Text>
      ) : (
        <>
          <h3 className={classes.heading}>{t.inTheWay}</h3>
          <Sentences items={found.in_the_way} label={t.inTheWay} />
        </>
      )}
      {found.remarks.length > 0 && <Sentences items={found.remarks} label={t.remarks} />}
    </div>
  );
}

function Sentences({ items, label }: { items: string[]; label: string }) {
  return (
    <ul className={classes.reasons} aria-label={label}>
      {items.map((each) => (
        <li key={each}>{reasonWords(each)}</li>
      ))}
    </ul>
  );
}
