// A relation, new or changed; its ends and group are what it is, the rest is what it says.
import { Button, Group, NumberInput, Select, SimpleGrid, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import { errorsOf } from "../api/problem";
import type { CiDetail, Relation, RelationType, SearchHit } from "../api/shapes";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import { tell } from "../ui/notify";
import { ErrorState } from "../ui/states";
import { otherEnd, phraseOf } from "./relations";

const t = text.cis.relations;
type Props = { ci: CiDetail; types: RelationType[]; relation?: Relation; close: () => void };

export function RelationForm({ ci, types, relation, close }: Props) {
  const queries = useQueryClient();
  const declared = relation?.declared ?? {};
  const [way, setWay] = useState(relation ? `${relation.type} out` : "depends_on out");
  const [other, setOther] = useState<SearchHit | null>(null);
  const [group, setGroup] = useState("");
  const [need, setNeed] = useState<string | null>(stringIn(declared.need));
  const [ride, setRide] = useState<string | number>(numberIn(declared.ride_through_s));
  const [weight, setWeight] = useState<string | number>(numberIn(declared.weight));
  const [confidence, setConfidence] = useState<string | number>(numberIn(declared.confidence));
  const [missing, setMissing] = useState(false);

  const save = useMutation({
    mutationFn: () => {
      const said = {
        need,
        ride_through_s: orNull(ride),
        weight: orNull(weight),
        confidence: orNull(confidence),
      };
      if (relation) return api.relations.change(relation.id, relation.revision ?? 0, said);
      const [type, direction] = way.split(" ");
      const ends = direction === "out" ? { from: ci.key, to: other?.key } : { from: other?.key, to: ci.key };
      const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
      return api.relations.create({
        ...ends,
        type,
        ...(group.trim() ? { group: group.trim() } : {}),
        ...given,
      });
    },
    onSuccess: async () => {
      tell(relation ? t.saved : t.added);
      close();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const fault = (field: string) => errorsOf(save.error, field).join("; ") || undefined;
  const ways = types.flatMap((type) => [
    { value: `${type.name} out`, label: type.label },
    { value: `${type.name} in`, label: type.reverse },
  ]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(!relation && !other);
        if (relation || other) save.mutate();
      }}
    >
      {relation ? (
        <Text fw={600} mb={6}>
          {ci.name} {phraseOf(relation, ci.key, types)} {otherEnd(relation, ci.key).name}
        </Text>
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" mb="sm">
          <Select
            label={`${ci.name} …`}
            aria-label={t.type}
            data={ways}
            value={way}
            searchable
            allowDeselect={false}
            error={fault("type")}
            onChange={(value) => value && setWay(value)}
          />
          <CiPicker
            label={t.other}
            clear={false}
            onPick={setOther}
            error={missing && !other ? t.pickOther : (fault("to") ?? fault("from"))}
          />
          <TextInput
            label={t.group}
            placeholder={t.groupHelp}
            value={group}
            error={fault("group")}
            onChange={(event) => setGroup(event.currentTarget.value)}
          />
        </SimpleGrid>
      )}
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        <Select
          label={t.need}
          placeholder={t.default}
          data={Object.entries(t.needs).map(([value, label]) => ({ value, label }))}
          value={need}
          clearable
          error={fault("need")}
          onChange={setNeed}
        />
        <NumberInput
          label={t.ride}
          placeholder={t.rideHelp}
          suffix=" s"
          min={0}
          value={ride}
          error={fault("ride_through_s")}
          onChange={setRide}
        />
        <NumberInput
          label={t.weight}
          min={0}
          allowDecimal={false}
          value={weight}
          error={fault("weight")}
          onChange={setWeight}
        />
        <NumberInput
          label={`${t.confidence} (0–1)`}
          min={0}
          max={1}
          step={0.1}
          value={confidence}
          error={fault("confidence")}
          onChange={setConfidence}
        />
      </SimpleGrid>
      {save.error != null && <ErrorState error={save.error} wrote />}
      <Group gap="xs" mt="sm">
        <Button type="submit" loading={save.isPending}>
          {text.ui.save}
        </Button>
        <Button variant="default" onClick={close}>
          {text.ui.cancel}
        </Button>
      </Group>
    </form>
  );
}

function stringIn(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function numberIn(value: unknown): string | number {
  return typeof value === "number" ? value : "";
}

function orNull(value: string | number): number | null {
  return value === "" ? null : Number(value);
}
