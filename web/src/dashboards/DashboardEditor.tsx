// The form of a dashboard: title, who sees it, its tiles in their order.
import { ActionIcon, Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type Dashboard, dashboards, PICTURES, type Tile } from "../api/dashboards";
import { DIMENSIONS } from "../api/measures";
import { errorsOf } from "../api/problem";
import { figuresQuery } from "../measures/queries";
import { text } from "../text";
import { AudienceFields, type Sharing, saidOf } from "../ui/AudienceFields";
import { words } from "../ui/format";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { ErrorState } from "../ui/states";

const t = text.dashboards.form;
/** A tile in the form: its target as it is typed, and a number that stays with it when it moves. */
type Draft = Omit<Tile, "target"> & { id: number; target: string };

type Props = { dashboard: Dashboard; close: () => void };

export function DashboardEditor({ dashboard, close }: Props) {
  const queries = useQueryClient();
  const [title, setTitle] = useState(dashboard.title);
  const [sharing, setSharing] = useState<Sharing>({ audience: dashboard.audience, roles: dashboard.roles });
  const [tiles, setTiles] = useState<Draft[]>(() => dashboard.tiles.map(asDraft));
  const next = useRef(dashboard.tiles.length);
  const wrong = (each: Draft) => each.target.trim() !== "" && !Number.isFinite(Number(each.target));
  const save = useMutation({
    mutationFn: () =>
      dashboards.put(dashboard.name, dashboard.revision, {
        title: title.trim(),
        ...saidOf(sharing),
        tiles: tiles.map(asTile),
      }),
    onSuccess: async () => {
      tell(text.dashboards.saved);
      close();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const fault = (place: string) =>
    errorsOf(save.error, `dashboard ${dashboard.name}.${place}`).join("; ") ||
    errorsOf(save.error, place).join("; ") ||
    undefined;
  const change = (place: number, said: Partial<Draft>) =>
    setTiles((now) => now.map((each, index) => (index === place ? { ...each, ...said } : each)));
  const move = (place: number, by: number) =>
    setTiles((now) => {
      const moved = [...now];
      const [tile] = moved.splice(place, 1);
      if (tile) moved.splice(place + by, 0, tile);
      return moved;
    });
  const add = () => {
    next.current += 1;
    const id = next.current;
    setTiles((now) => [...now, asDraft({ ...BLANK }, id)]);
  };
  return (
    <form
      noValidate
      aria-label={dashboard.title}
      onSubmit={(event) => {
        event.preventDefault();
        if (!tiles.some(wrong)) save.mutate();
      }}
    >
      <Stack gap="sm">
        <Panel>
          <Group align="flex-start" gap="sm" p="sm">
            <TextInput
              label={t.title}
              required
              maxLength={120}
              value={title}
              error={fault("title")}
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
            <AudienceFields value={sharing} error={fault("roles")} change={setSharing} />
          </Group>
        </Panel>
        {tiles.map((tile, index) => (
          <TileFields
            key={tile.id}
            place={index}
            last={index === tiles.length - 1}
            tile={tile}
            wrong={wrong(tile) ? t.targetWrong : undefined}
            fault={(part) => fault(`tiles[${index}].${part}`)}
            change={(said) => change(index, said)}
            move={(by) => move(index, by)}
            drop={() => setTiles((now) => now.filter((_, other) => other !== index))}
          />
        ))}
        <Group>
          <Button variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={add}>
            {t.add}
          </Button>
        </Group>
        {save.error != null && <ErrorState error={save.error} wrote />}
        <Group>
          <Button type="submit" loading={save.isPending}>
            {t.save}
          </Button>
          <Button variant="default" onClick={close}>
            {t.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const BLANK: Tile = {
  measure: "backlog",
  title: "",
  period: "30d",
  by: "",
  group: null,
  picture: "course",
  target: null,
};

function asDraft({ target, ...tile }: Tile, id: number): Draft {
  return { ...tile, id, target: target === null || target === undefined ? "" : String(target) };
}

function asTile({ id: _, target, ...tile }: Draft): Tile {
  return {
    ...tile,
    group: tile.by && tile.picture !== "groups" ? tile.group || null : null,
    target: target.trim() === "" ? null : Number(target),
  };
}

type FieldsProps = {
  place: number;
  last: boolean;
  tile: Draft;
  wrong: string | undefined;
  fault: (part: string) => string | undefined;
  change: (said: Partial<Draft>) => void;
  move: (by: number) => void;
  drop: () => void;
};

function TileFields({ place, last, tile, wrong, fault, change, move, drop }: FieldsProps) {
  const known = useQuery(figuresQuery({})).data;
  const measures = [...new Set([tile.measure, ...(known?.keys() ?? [])])].sort();
  const number = place + 1;
  return (
    <Panel
      title={t.tile(number)}
      aside={
        <Group gap={4} wrap="nowrap">
          <ActionIcon aria-label={t.up(number)} disabled={place === 0} onClick={() => move(-1)}>
            <IconArrowUp size={15} aria-hidden />
          </ActionIcon>
          <ActionIcon aria-label={t.down(number)} disabled={last} onClick={() => move(1)}>
            <IconArrowDown size={15} aria-hidden />
          </ActionIcon>
          <ActionIcon aria-label={t.drop(number)} onClick={drop}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Group>
      }
    >
      <Group align="flex-start" gap="sm" p="sm" pt={0}>
        <Select
          label={t.measure}
          searchable
          allowDeselect={false}
          value={tile.measure}
          error={fault("measure")}
          data={measures.map((value) => ({ value, label: words(value) }))}
          onChange={(measure) => change({ measure: measure ?? tile.measure })}
        />
        <TextInput
          label={t.named}
          placeholder={t.namedHelp}
          maxLength={120}
          value={tile.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <TextInput
          label={t.period}
          description={t.periodHelp}
          value={tile.period}
          error={fault("period")}
          onChange={(event) => change({ period: event.currentTarget.value })}
        />
        <Select
          label={t.picture}
          allowDeselect={false}
          value={tile.picture}
          data={PICTURES.map((value) => ({ value, label: t.pictures[value] ?? value }))}
          onChange={(picture) => change({ picture: (picture ?? "course") as Tile["picture"] })}
        />
        <Select
          label={t.by}
          allowDeselect={false}
          value={tile.by}
          error={fault("by")}
          data={[
            { value: "", label: t.together },
            ...DIMENSIONS.map((value) => ({ value, label: text.measures.dimensions[value] })),
          ]}
          onChange={(by) => change({ by: (by ?? "") as Tile["by"], group: null })}
        />
        {tile.by && tile.picture !== "groups" && (
          <TextInput
            label={t.group}
            description={t.groupHelp}
            value={tile.group ?? ""}
            error={fault("group")}
            onChange={(event) => change({ group: event.currentTarget.value })}
          />
        )}
        <TextInput
          label={t.target}
          placeholder={t.targetHelp}
          inputMode="decimal"
          value={tile.target}
          error={wrong ?? fault("target")}
          onChange={(event) => change({ target: event.currentTarget.value })}
        />
      </Group>
    </Panel>
  );
}
