// What is known of a CI: each value with its source and age, and the values that lost.
import { Button, HoverCard, Table, Text, UnstyledButton } from "@mantine/core";
import { IconPencil, IconStack2 } from "@tabler/icons-react";
import { useState } from "react";
import type { Attribute, CiClass, CiDetail, Lifecycle, Provenance } from "../api/shapes";
import { text } from "../text";
import { shown, words } from "../ui/format";
import { useKeys } from "../ui/keys";
import { Panel } from "../ui/Panel";
import { Time } from "../ui/Time";
import { useAsOf } from "../ui/useAsOf";
import classes from "./Ci.module.css";
import { EditForm } from "./EditForm";
import { SourcesPanel } from "./SourcesPanel";
import { useCiEdit } from "./useCiEdit";

const t = text.cis.overview;

type Props = { ci: CiDetail; cls: CiClass | undefined; lifecycles: Lifecycle[] };

export function Overview({ ci, cls, lifecycles }: Props) {
  const asOf = useAsOf();
  const attributes = attributesOf(ci, cls);
  const edit = useCiEdit(ci, attributes);
  const editing = edit.editing && !asOf;
  useKeys({ e: edit.start }, !asOf && !editing);
  return (
    <div className={classes.columns}>
      <Panel
        title={t.attributes}
        flush
        aside={
          !asOf &&
          !editing && (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPencil size={14} />}
              onClick={edit.start}
            >
              {t.edit}
            </Button>
          )
        }
      >
        {editing ? (
          <EditForm ci={ci} cls={cls} attributes={attributes} lifecycles={lifecycles} edit={edit} />
        ) : (
          <Values ci={ci} attributes={attributes} />
        )}
      </Panel>
      <div className={classes.stack}>
        <Groups ci={ci} />
        <SourcesPanel ci={ci} />
      </div>
    </div>
  );
}

/** What the class declares, then what is recorded beside it. */
function attributesOf(ci: CiDetail, cls: CiClass | undefined): Attribute[] {
  const declared = cls?.attributes ?? [];
  const known = new Set(declared.map((each) => each.name));
  const others = Object.keys(ci.attributes).filter((name) => !known.has(name));
  return [...declared, ...others.map((name) => ({ name, type: "text", label: words(name) }))];
}

function Values({ ci, attributes }: { ci: CiDetail; attributes: Attribute[] }) {
  const [all, setAll] = useState(false);
  const isSet = (attribute: Attribute) => ci.attributes[attribute.name] != null;
  const filled = attributes.filter(isSet);
  const empty = attributes.filter((attribute) => !isSet(attribute));
  return (
    <>
      <dl style={{ margin: 0 }}>
        {(all ? attributes : filled).map((attribute) => (
          <ValueRow key={attribute.name} ci={ci} attribute={attribute} />
        ))}
      </dl>
      {filled.length === 0 && !all && (
        <Text c="dimmed" px="md" pb="xs">
          {t.nothing}
        </Text>
      )}
      {empty.length > 0 && (
        <Button variant="subtle" size="compact-xs" m={6} onClick={() => setAll(!all)}>
          {all ? t.hideUnset : t.showUnset(empty.length)}
        </Button>
      )}
    </>
  );
}

function ValueRow({ ci, attribute }: { ci: CiDetail; attribute: Attribute }) {
  const said = ci.values[`attributes.${attribute.name}`] ?? ci.values[attribute.name];
  const value = ci.attributes[attribute.name];
  return (
    <div className={classes.value}>
      <dt title={attribute.description ?? undefined}>{attribute.label}</dt>
      <dd>
        {value == null ? (
          <Text span c="dimmed">
            {t.unset}
          </Text>
        ) : (
          shown(value, attribute)
        )}
      </dd>
      <dd className={classes.from}>{said && <From said={said} attribute={attribute} />}</dd>
    </div>
  );
}

function From({ said, attribute }: { said: Provenance; attribute: Attribute }) {
  const losing = said.losing ?? [];
  const source = said.source === "manual" || !said.source ? t.manual : said.source;
  return (
    <>
      {losing.length > 0 && (
        <HoverCard width={320} position="bottom-end" shadow="md" withinPortal>
          <HoverCard.Target>
            <UnstyledButton aria-label={t.losing(losing.length)} display="inline-flex">
              <IconStack2 size={14} color="var(--state-at-risk)" />
            </UnstyledButton>
          </HoverCard.Target>
          <HoverCard.Dropdown>
            <Text size="sm" fw={600}>
              {t.losingTitle}
            </Text>
            <Text size="xs" c="dimmed" mb={4}>
              {said.why ?? t.wins(source)}
            </Text>
            <Table verticalSpacing={2}>
              <Table.Tbody>
                {losing.map((other) => (
                  <Table.Tr key={`${other.source} ${String(other.value)}`}>
                    <Table.Td>{other.source}</Table.Td>
                    <Table.Td>{shown(other.value, attribute)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </HoverCard.Dropdown>
        </HoverCard>
      )}
      {source}
      {said.at && (
        <>
          {" · "}
          <Time at={said.at} />
        </>
      )}
    </>
  );
}

function Groups({ ci }: { ci: CiDetail }) {
  const groups = Object.entries(ci.groups ?? {});
  if (groups.length === 0) return null;
  return (
    <Panel title={t.groups} flush>
      <dl style={{ margin: 0 }}>
        {groups.map(([name, rule]) => (
          <div key={name} className={classes.value}>
            <dt>{name}</dt>
            <dd>{ruleWords(rule)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function ruleWords(rule: unknown): string {
  if (typeof rule !== "object" || rule === null) return t.noRule;
  return Object.entries(rule)
    .map(([name, value]) => `${words(name).toLowerCase()} ${value === true ? "" : shown(value)}`.trim())
    .join(", ");
}
