// One CI and what may be planned for it: taken down, retired, another relation, group rule or value.
import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp, IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { CiDetail, RelationType, SearchHit } from "../api/shapes";
import { otherEnd, phraseOf } from "../cis/relations";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import type { StateName } from "../ui/state";
import { ErrorState, Waiting } from "../ui/states";
import { useClassLabel } from "../ui/useClassLabel";
import { AddCiForm } from "./AddCiForm";
import { FieldForm } from "./FieldForm";
import { GroupForm } from "./GroupForm";
import { added, isDown, isRetired, type Plan, type PlanEdit, sameEnds, withDown, withEdit } from "./plan";
import { endsOf } from "./plan-map";
import { RelationForm } from "./RelationForm";
import classes from "./WhatIf.module.css";

const t = text.whatIf;

type Props = {
  plan: Plan;
  selected: string | undefined;
  detail: CiDetail | undefined;
  failed: unknown;
  state: StateName | undefined;
  types: RelationType[];
  nameOf: (key: string) => string;
  set: (plan: Plan, also?: { select?: string }) => void;
  open: (key: string) => void;
  close: () => void;
  ask: (answer: ((key: string) => void) | null) => void;
};

export function CiSide(props: Props) {
  const { plan, selected, set, open } = props;
  const [adding, setAdding] = useState(false);
  return (
    <Panel>
      <CiPicker label={t.pick} description={t.pickHelp} onPick={(hit: SearchHit) => open(hit.key)} />
      {adding ? (
        <AddCiForm
          plan={plan}
          add={(edit) => {
            setAdding(false);
            set(withEdit(plan, edit), { select: edit.as });
          }}
          close={() => setAdding(false)}
        />
      ) : (
        <Button
          mt={6}
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={13} />}
          onClick={() => setAdding(true)}
        >
          {t.newCi}
        </Button>
      )}
      {selected && <Selected key={selected} {...props} ci={selected} />}
    </Panel>
  );
}

type Form = "relation" | "field" | "group" | null;

function Selected({
  ci,
  plan,
  detail,
  failed,
  state,
  types,
  nameOf,
  set,
  close,
  ask,
}: Props & { ci: string }) {
  const [form, setForm] = useState<Form>(null);
  const label = useClassLabel();
  const made = added(plan, ci);
  const down = isDown(plan, ci);
  const retired = isRetired(plan, ci);
  const say = (edit: PlanEdit) => {
    setForm(null);
    ask(null);
    set(withEdit(plan, edit));
  };
  const leave = () => {
    setForm(null);
    ask(null);
  };
  const retire = () =>
    retired
      ? set({ ...plan, edits: plan.edits.filter((edit) => edit.op !== "retire" || edit.ci !== ci) })
      : say({ op: "retire", ci });
  const shown = detail ?? made;
  return (
    <section aria-label={nameOf(ci)} style={{ marginTop: "0.75rem" }}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={650} style={{ overflowWrap: "anywhere" }}>
            {made ? made.name : <CiLink id={ci}>{nameOf(ci)}</CiLink>}
          </Text>
          <Group gap="xs">
            <Text size="xs" c="dimmed">
              {made ? t.ci.newCi(label(made.class)) : detail && label(detail.class)}
            </Text>
            {state && <StateMark state={state} size={11} />}
          </Group>
        </div>
        <ActionIcon size="sm" aria-label={t.ci.close} onClick={close}>
          <IconX size={14} />
        </ActionIcon>
      </Group>
      {failed != null && <ErrorState error={failed} />}
      {!shown && failed == null && <Waiting rows={3} />}
      {shown && (
        <>
          <Group gap={6} my={8}>
            <Button
              size="compact-xs"
              variant={down ? "filled" : "default"}
              onClick={() => set(withDown(plan, ci, !down))}
            >
              {down ? t.ci.bringBack : t.ci.takeDown}
            </Button>
            {!made && (
              <Button size="compact-xs" variant={retired ? "filled" : "default"} onClick={retire}>
                {retired ? t.ci.keep : t.ci.retire}
              </Button>
            )}
            <Button size="compact-xs" variant="default" onClick={() => setForm("relation")}>
              {t.ci.relate}
            </Button>
            {detail && (
              <>
                <Button size="compact-xs" variant="default" onClick={() => setForm("field")}>
                  {t.ci.change}
                </Button>
                <Button size="compact-xs" variant="default" onClick={() => setForm("group")}>
                  {t.ci.group}
                </Button>
              </>
            )}
          </Group>
          {form === "relation" && (
            <RelationForm
              ci={ci}
              plan={plan}
              detail={detail}
              types={types}
              nameOf={nameOf}
              say={say}
              close={leave}
              ask={ask}
            />
          )}
          {form === "field" && detail && <FieldForm ci={detail} plan={plan} say={say} close={leave} />}
          {form === "group" && detail && <GroupForm ci={detail} plan={plan} say={say} close={leave} />}
          {detail && <Relations ci={detail} plan={plan} types={types} nameOf={nameOf} set={set} />}
        </>
      )}
    </section>
  );
}

const AT_FIRST = 12;

type RelationsProps = Pick<Props, "plan" | "types" | "nameOf" | "set"> & { ci: CiDetail };

function Relations({ ci, plan, types, nameOf, set }: RelationsProps) {
  const [most, setMost] = useState(AT_FIRST);
  if (ci.relations.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {t.ci.relationsNone}
      </Text>
    );
  return (
    <>
      <Text size="xs" fw={600} mt={8} mb={2}>
        {t.ci.relations}
      </Text>
      <ul className={classes.lines} aria-label={`${t.ci.relations}: ${nameOf(ci.key)}`}>
        {ci.relations.slice(0, most).map((relation) => {
          const ends = endsOf(relation);
          const gone = plan.edits.some((edit) => edit.op === "unrelate" && sameEnds(edit, ends));
          const name = relation.group || relation.effective_group;
          const group = name ? ` (${name})` : "";
          const said = `${phraseOf(relation, ci.key, types)} ${otherEnd(relation, ci.key).name}${group}`;
          return (
            <li key={relation.id} className={classes.relation} data-gone={gone || undefined}>
              <span>{said}</span>
              <ActionIcon
                size="sm"
                aria-label={gone ? t.ci.keepRelation(said) : t.ci.remove(said)}
                onClick={() => set(withEdit(plan, { ...ends, op: gone ? "relate" : "unrelate" }))}
              >
                {gone ? <IconArrowBackUp size={14} /> : <IconX size={14} />}
              </ActionIcon>
            </li>
          );
        })}
      </ul>
      {ci.relations.length > most && (
        <Button variant="subtle" size="compact-xs" onClick={() => setMost(most + 100)}>
          {t.ci.more(Math.min(100, ci.relations.length - most))}
        </Button>
      )}
    </>
  );
}
