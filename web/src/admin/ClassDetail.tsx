// One class: attributes, identification rules, expected relations; an attribute of one's own can be added.
import { Badge, Button, Checkbox, Group, Select, SimpleGrid, Table, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import { errorsOf } from "../api/problem";
import type { Attribute, CiClass } from "../api/shapes";
import { may } from "../session/may";
import { text } from "../text";
import { words } from "../ui/format";
import { ButtonLink } from "../ui/links";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";
import classes from "./Admin.module.css";

const t = text.admin.classes;
const TYPES = ["text", "integer", "number", "boolean", "date", "datetime", "duration", "money", "list"];

export function ClassDetail({ cls, all }: { cls: CiClass; all: CiClass[] }) {
  const label = (name: string) => all.find((each) => each.name === name)?.label ?? words(name);
  const named = (name: string) => cls.attributes.find((each) => each.name === name)?.label ?? words(name);
  const [adding, setAdding] = useState(false);
  return (
    <div className={classes.stack}>
      <Panel
        title={cls.label}
        aside={
          <ButtonLink to="/cis" search={{ q: `class:${cls.name}` }} variant="default" size="compact-sm">
            {t.listCis}
          </ButtonLink>
        }
      >
        {cls.description && <Text mb={4}>{cls.description}</Text>}
        <Text size="sm" c="dimmed">
          <span className="mono">{cls.name}</span>
          {cls.parent && ` · ${t.parent} ${label(cls.parent)}`} · {t.prefix}{" "}
          <span className="mono">{cls.prefix}</span> · {t.layer}{" "}
          {cls.layer === "overlay" ? t.overlay : t.shipped}
        </Text>
        {(cls.expects ?? []).length > 0 && (
          <Text size="sm" mt={4} title={t.expectsHelp}>
            {t.expects}: {(cls.expects ?? []).map((name) => words(name).toLowerCase()).join(", ")}
          </Text>
        )}
      </Panel>
      {(cls.identify ?? []).length > 0 && (
        <Panel title={t.identify}>
          <Text size="xs" c="dimmed" mb={4}>
            {t.identifyHelp}
          </Text>
          <ol style={{ margin: 0, paddingLeft: "1.2rem" }}>
            {(cls.identify ?? []).map((rule) => (
              <li key={`${rule.attributes.join()} ${rule.in_parent}`}>
                {rule.attributes.map(named).join(" + ")}{" "}
                {rule.strong && <Badge color="green">{t.strong}</Badge>}{" "}
                {rule.in_parent && <Badge color="gray">{t.inParent}</Badge>}
              </li>
            ))}
          </ol>
        </Panel>
      )}
      <Panel
        title={t.attributes}
        flush
        aside={
          !adding && (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPlus size={14} />}
              onClick={() => setAdding(true)}
            >
              {t.newAttribute}
            </Button>
          )
        }
      >
        {adding && <NewAttribute cls={cls} close={() => setAdding(false)} />}
        <Table.ScrollContainer minWidth={560}>
          <Table aria-label={t.attributes}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t.label}</Table.Th>
                <Table.Th>{t.attributeName}</Table.Th>
                <Table.Th>{t.type}</Table.Th>
                <Table.Th title={t.controlledHelp}>{t.controlled}</Table.Th>
                <Table.Th>{t.limits}</Table.Th>
                <Table.Th>{t.remarks}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {cls.attributes.map((attribute) => (
                <Table.Tr key={attribute.name}>
                  <Table.Td fw={500} title={attribute.description ?? undefined}>
                    {attribute.label}
                  </Table.Td>
                  <Table.Td className="mono">{attribute.name}</Table.Td>
                  <Table.Td>
                    {attribute.type === "list" ? `list of ${attribute.items ?? "text"}` : attribute.type}
                    {attribute.unit ? ` (${attribute.unit})` : ""}
                  </Table.Td>
                  <Table.Td>
                    <Controlled cls={cls} attribute={attribute} />
                  </Table.Td>
                  <Table.Td>{limits(attribute)}</Table.Td>
                  <Table.Td>
                    <Group gap={4}>
                      {attribute.indexed && <Badge color="gray">{t.indexed}</Badge>}
                      {attribute.inherited_from && (
                        <Text size="xs" c="dimmed">
                          {t.inherited(label(attribute.inherited_from))}
                        </Text>
                      )}
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Panel>
    </div>
  );
}

/** Whether only a change may edit an attribute; who may edit classes says so here, also of one that is inherited. */
function Controlled({ cls, attribute }: { cls: CiClass; attribute: Attribute }) {
  const queries = useQueryClient();
  const session = useQuery(sessionQuery).data;
  const { label, name } = attribute;
  const save = useMutation({
    mutationFn: (controlled: boolean) => {
      const own = cls.attributes.filter((each) => !each.inherited_from && each.name !== name);
      const turned = { ...declared(attribute), controlled };
      return api.schema.putClass(cls.name, cls.revision, { attributes: [...own.map(declared), turned] });
    },
    onSuccess: (_, controlled) => tell(controlled ? t.isControlled(label) : t.isFree(label)),
    onSettled: () => queries.invalidateQueries({ queryKey: ["classes"] }),
  });
  return (
    <>
      <Checkbox
        aria-label={t.controls(label)}
        checked={save.isPending ? save.variables : attribute.controlled === true}
        disabled={!may(session, "schema.write") || save.isPending}
        onChange={(event) => save.mutate(event.currentTarget.checked)}
      />
      {save.error != null && <ErrorState error={save.error} wrote />}
    </>
  );
}

function limits({ values, minimum, maximum, pattern }: Attribute): string {
  if (values?.length) return values.join(", ");
  if (pattern) return pattern;
  if (minimum == null && maximum == null) return "";
  return `${minimum ?? "…"} – ${maximum ?? "…"}`;
}

function NewAttribute({ cls, close }: { cls: CiClass; close: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [label, setLabel] = useState("");
  const [type, setType] = useState("text");
  const save = useMutation({
    mutationFn: () => {
      const own = cls.attributes.filter((each) => !each.inherited_from);
      const added = { name: name.trim(), type, label: label.trim() || words(name.trim()) };
      return api.schema.putClass(cls.name, cls.revision, { attributes: [...own.map(declared), added] });
    },
    onSuccess: async () => {
      tell(t.saved);
      close();
      await queries.invalidateQueries({ queryKey: ["classes"] });
    },
    // Somebody else saved first: the class as they left it, so that the next try adds to theirs.
    onError: () => queries.invalidateQueries({ queryKey: ["classes"] }),
  });
  const fault = (field: string) => errorsOf(save.error, field).join("; ") || undefined;
  return (
    <form
      style={{ padding: "0 0.75rem 0.75rem" }}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        <TextInput
          label={t.attributeName}
          required
          autoFocus
          pattern="[a-z][a-z0-9_]*"
          value={name}
          error={fault("name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t.attributeLabel}
          value={label}
          error={fault("label")}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Select
          label={t.type}
          data={TYPES}
          value={type}
          allowDeselect={false}
          error={fault("type")}
          onChange={(value) => value && setType(value)}
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

/** An attribute as it is declared: without what only an answer says. */
function declared({ inherited_from: _, ...attribute }: Attribute): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attribute).filter(([, value]) => value !== null && value !== undefined),
  );
}
