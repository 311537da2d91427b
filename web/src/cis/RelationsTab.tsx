// The relations of a CI both ways: what it stands on, what stands on it; added, edited and removed in place.
import { ActionIcon, Button, Group, Menu, Table, Text, Title } from "@mantine/core";
import { IconDots, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import type { CiDetail, Relation } from "../api/shapes";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { duration, percent } from "../ui/format";
import { CiLink } from "../ui/links";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { relationTypesQuery } from "../ui/queries";
import { EmptyState } from "../ui/states";
import { Time } from "../ui/Time";
import { useAsOf } from "../ui/useAsOf";
import { useClassLabel } from "../ui/useClassLabel";
import classes from "./Ci.module.css";
import { RelationForm } from "./RelationForm";
import { grouped, otherEnd, reporters, type Side } from "./relations";

const t = text.cis.relations;
const SIDE_WORDS: Record<Side, string> = { stands_on: t.standsOn, carries: t.carries, neutral: t.neutral };

export function RelationsTab({ ci }: { ci: CiDetail }) {
  const asOf = useAsOf();
  const types = useQuery(relationTypesQuery).data ?? [];
  const [adding, setAdding] = useState(false);
  const groups = grouped(ci.relations, ci.key, types);
  return (
    <div className={classes.stack}>
      {!asOf && !adding && (
        <Group>
          <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            {t.add}
          </Button>
        </Group>
      )}
      {adding && (
        <Panel title={t.add}>
          <RelationForm ci={ci} types={types} close={() => setAdding(false)} />
        </Panel>
      )}
      {groups.length === 0 && (
        <Panel>
          <EmptyState title={t.none}>{t.noneAbout}</EmptyState>
        </Panel>
      )}
      {(["stands_on", "carries", "neutral"] as const).map((side) => {
        const ofSide = groups.filter((group) => group.side === side);
        if (ofSide.length === 0) return null;
        return (
          <div key={side} className={classes.stack}>
            <Title order={2}>{SIDE_WORDS[side]}</Title>
            <Panel flush label={SIDE_WORDS[side]}>
              <Table.ScrollContainer minWidth={760}>
                <Table aria-label={t.caption(SIDE_WORDS[side])} layout="fixed">
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t.target}</Table.Th>
                      <Table.Th w={110}>{t.group}</Table.Th>
                      <Table.Th w={70}>{t.need}</Table.Th>
                      <Table.Th w={120}>{t.ride}</Table.Th>
                      <Table.Th w={95}>{t.confidence}</Table.Th>
                      <Table.Th w={100}>{t.verified}</Table.Th>
                      <Table.Th w={120}>{t.by}</Table.Th>
                      <Table.Th w={44}>
                        <span className="visually-hidden">{t.edit}</span>
                      </Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  {ofSide.map((group) => (
                    <Table.Tbody key={group.label}>
                      <Table.Tr>
                        <Table.Th colSpan={8} scope="rowgroup" bg="var(--page)" c="dimmed" fw={600}>
                          {group.label} · {group.relations.length}
                        </Table.Th>
                      </Table.Tr>
                      {group.relations.map((relation) => (
                        <Row
                          key={relation.id}
                          ci={ci}
                          relation={relation}
                          phrase={group.label}
                          past={Boolean(asOf)}
                        />
                      ))}
                    </Table.Tbody>
                  ))}
                </Table>
              </Table.ScrollContainer>
            </Panel>
          </div>
        );
      })}
    </div>
  );
}

type RowProps = { ci: CiDetail; relation: Relation; phrase: string; past: boolean };

function Row({ ci, relation, phrase, past }: RowProps) {
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const types = useQuery(relationTypesQuery).data ?? [];
  const queries = useQueryClient();
  const label = useClassLabel();
  const other = otherEnd(relation, ci.key);
  const remove = useMutation({
    mutationFn: () => api.relations.remove(relation.id, relation.revision ?? 0),
    onSuccess: async () => {
      setRemoving(false);
      tell(t.removed);
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  if (editing) {
    return (
      <Table.Tr>
        <Table.Td colSpan={8}>
          <RelationForm ci={ci} types={types} relation={relation} close={() => setEditing(false)} />
        </Table.Td>
      </Table.Tr>
    );
  }
  return (
    <Table.Tr>
      <Table.Td>
        <CiLink id={other.key}>{other.name}</CiLink>{" "}
        <Text span size="xs" c="dimmed">
          {other.class && label(other.class)}
        </Text>
      </Table.Td>
      <Table.Td>{relation.group || relation.effective_group || "–"}</Table.Td>
      <Table.Td>{relation.need ?? "–"}</Table.Td>
      <Table.Td>{relation.ride_through_s ? duration(relation.ride_through_s) : "–"}</Table.Td>
      <Table.Td>{relation.confidence == null ? "–" : percent(relation.confidence)}</Table.Td>
      <Table.Td>
        <Time at={relation.last_verified} />
      </Table.Td>
      <Table.Td>{reporters(relation) || t.byHand}</Table.Td>
      <Table.Td>
        {!past && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size="sm" aria-label={`${t.edit}: ${phrase} ${other.name}`}>
                <IconDots size={15} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => setEditing(true)}>
                {t.edit}
              </Menu.Item>
              <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => setRemoving(true)}>
                {t.remove}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        <Confirm
          opened={removing}
          title={t.removeTitle}
          about={t.removeAbout(ci.name, phrase, other.name)}
          action={t.remove}
          busy={remove.isPending}
          error={remove.error}
          act={() => remove.mutate()}
          close={() => setRemoving(false)}
        />
      </Table.Td>
    </Table.Tr>
  );
}
