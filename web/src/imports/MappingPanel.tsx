// What each column of a table becomes, with samples, how sure that is, and why.
import { Alert, Button, Checkbox, Group, Progress, Select, Table, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import type { CiClass, Import, MappedColumn } from "../api/shapes";
import { text } from "../text";
import { number, percent, words } from "../ui/format";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { classesQuery, relationTypesQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";
import classes from "./Imports.module.css";
import { IGNORED, targetOf, targetWord } from "./targets";

const t = text.imports.mapping;
type Props = { run: Import; mapping: NonNullable<Import["mapping"]> };

export function MappingPanel({ run, mapping }: Props) {
  const queries = useQueryClient();
  const schema = useQuery(classesQuery).data ?? [];
  const [cls, setCls] = useState(mapping.class ?? "");
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [save, setSave] = useState(true);
  const apply = useMutation({
    mutationFn: () =>
      api.imports.map(run.id, {
        class: cls || null,
        save,
        columns: Object.fromEntries(
          mapping.columns.map((column) => [
            column.heading,
            targetOf(chosen[column.heading] ?? targetWord(column.target), column.target),
          ]),
        ),
      }),
    onSuccess: (next) => {
      queries.setQueryData(["import", run.id], next);
      setChosen({});
      setCls(next.mapping?.class ?? cls);
      tell(t.kept);
    },
  });
  const changed = cls !== (mapping.class ?? "") || Object.keys(chosen).length > 0;
  const options = useTargets(schema.find((each) => each.name === cls));
  return (
    <Panel
      title={t.title}
      flush
      aside={
        <Text size="xs" c="dimmed">
          {t.rows(mapping.rows)}
        </Text>
      }
    >
      <Text size="xs" c="dimmed" px="md">
        {t.about}
      </Text>
      {mapping.question && (
        <Alert color="orange" m="sm">
          {mapping.question}
        </Alert>
      )}
      <Group px="md" py="xs" align="flex-end">
        <Select
          label={t.class}
          description={mapping.class_reason}
          searchable
          allowDeselect={false}
          w={300}
          data={schema
            .filter((each) => !each.abstract)
            .map((each) => ({ value: each.name, label: each.label }))
            .sort((a, b) => a.label.localeCompare(b.label))}
          value={cls}
          onChange={(value) => value && setCls(value)}
        />
      </Group>
      <Table.ScrollContainer minWidth={820}>
        <Table aria-label={t.caption}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t.heading}</Table.Th>
              <Table.Th>{t.samples}</Table.Th>
              <Table.Th w={70} ta="right">
                {t.filled}
              </Table.Th>
              <Table.Th w={230}>{t.target}</Table.Th>
              <Table.Th w={110}>{t.confidence}</Table.Th>
              <Table.Th>{t.why}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {mapping.columns.map((column) => (
              <Column
                key={column.heading}
                column={column}
                rows={mapping.rows}
                options={options}
                value={chosen[column.heading] ?? targetWord(column.target)}
                set={(word) =>
                  setChosen(
                    word === targetWord(column.target)
                      ? without(chosen, column.heading)
                      : { ...chosen, [column.heading]: word },
                  )
                }
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {apply.error != null && <ErrorState error={apply.error} wrote />}
      <Group px="md" py="sm">
        <Button
          variant={changed ? "filled" : "default"}
          disabled={!changed && !mapping.question}
          loading={apply.isPending}
          onClick={() => apply.mutate()}
        >
          {t.apply}
        </Button>
        <Checkbox
          size="xs"
          label={t.save}
          checked={save}
          onChange={(event) => setSave(event.currentTarget.checked)}
        />
        {changed && (
          <Text size="xs" c="var(--state-degraded)" role="status">
            {t.unsaved}
          </Text>
        )}
      </Group>
    </Panel>
  );
}

function without(chosen: Record<string, string>, heading: string): Record<string, string> {
  return Object.fromEntries(Object.entries(chosen).filter(([name]) => name !== heading));
}

type Options = { group: string; items: { value: string; label: string }[] }[];

function useTargets(cls: CiClass | undefined): Options {
  const relations = useQuery(relationTypesQuery).data ?? [];
  return [
    {
      group: t.roles,
      items: [
        { value: IGNORED, label: t.ignored },
        ...Object.entries(t.role).map(([name, label]) => ({ value: `role ${name}`, label })),
      ],
    },
    {
      group: t.attributes,
      items: (cls?.attributes ?? []).map((each) => ({ value: `attribute ${each.name}`, label: each.label })),
    },
    {
      group: t.relations,
      items: relations.map((each) => ({ value: `relation ${each.name}`, label: each.label })),
    },
  ];
}

type ColumnProps = {
  column: MappedColumn;
  rows: number;
  options: Options;
  value: string;
  set: (word: string) => void;
};

function Column({ column, rows, options, value, set }: ColumnProps) {
  const known = options.some((group) => group.items.some((item) => item.value === value));
  const data = known
    ? options
    : [{ group: t.target, items: [{ value, label: words(value.replace(/^\w+ /, "")) }] }, ...options];
  const share = rows > 0 ? column.filled / rows : 0;
  return (
    <Table.Tr>
      <Table.Td fw={600}>{column.heading}</Table.Td>
      <Table.Td>
        <div className={classes.samples} title={column.samples.join("\n")}>
          {column.samples.slice(0, 3).join(", ") || "–"}
        </div>
      </Table.Td>
      <Table.Td ta="right" title={number(column.filled, 0)}>
        {percent(share)}
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={`${column.heading}: ${t.target}`}
          data={data}
          value={value}
          searchable
          allowDeselect={false}
          onChange={(word) => word && set(word)}
        />
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Progress
            value={column.confidence * 100}
            w={46}
            color={column.confidence > 0.8 ? "green" : column.confidence > 0.5 ? "yellow" : "gray"}
            aria-label={`${column.heading}: ${t.confidence}`}
          />
          <Text size="xs">{percent(column.confidence)}</Text>
        </Group>
      </Table.Td>
      <Table.Td c="dimmed" fz="xs">
        {column.reason}
      </Table.Td>
    </Table.Tr>
  );
}
