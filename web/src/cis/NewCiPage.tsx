// A new CI by hand: its class decides which fields there are.
import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import * as api from "../api/calls";
import { errorsElsewhere, errorsOf } from "../api/problem";
import type { Attribute, Value } from "../api/shapes";
import { text } from "../text";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { classesQuery } from "../ui/queries";
import { useRemembered } from "../ui/remembered";
import { ErrorState } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { AttributeField } from "./AttributeField";
import classes from "./Ci.module.css";
import { readValue } from "./draft";

const route = getRouteApi("/new-ci");
const t = text.cis.create;
const FIRST = [
  "description",
  "environment",
  "criticality",
  "users",
  "owner",
  "location",
  "serial",
  "ip_address",
  "fqdn",
  "version",
];
type Kept = { name: string; values: Record<string, string> };
const NOTHING: Kept = { name: "", values: {} };

export function NewCiPage() {
  const { class: chosen } = route.useSearch();
  const setClass = route.useNavigate();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const asOf = useAsOf();
  const schema = useQuery(classesQuery);
  const [kept, keep] = useRemembered<Kept>("draft.new-ci", NOTHING);
  const [reason, setReason] = useState("");
  const [all, setAll] = useState(false);
  const [faults, setFaults] = useState<Record<string, string>>({});
  // The same form sent twice makes one CI; another form is another request.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed decides whether it is the same request
  const once = useMemo(newRequest, [kept, chosen, reason]);
  const cls = schema.data?.find((each) => each.name === chosen);
  const { shown, rest } = split(cls?.attributes ?? [], all, kept.values);

  const create = useMutation({
    mutationFn: (attributes: Record<string, Value>) =>
      api.cis.create(
        {
          class: chosen,
          name: kept.name.trim(),
          attributes,
          ...(reason.trim() ? { reason: reason.trim() } : {}),
        },
        once,
      ),
    onSuccess: async (ci) => {
      keep(null);
      tell(t.created(ci.name));
      await queries.invalidateQueries({ queryKey: ["graph"] });
      await navigate({ to: "/cis/$key", params: { key: ci.key }, search: { tab: "relations" } });
    },
  });
  const submit = () => {
    const { values, found } = valuesOf(kept.values, cls?.attributes ?? []);
    if (!chosen) found.class = t.pickClass;
    if (!kept.name.trim()) found.name = t.giveName;
    setFaults(found);
    if (Object.keys(found).length === 0) create.mutate(values);
  };
  const fault = (field: string) => faults[field] ?? (errorsOf(create.error, field).join("; ") || undefined);
  const named = ["class", "name", ...(cls?.attributes ?? []).map((each) => each.name)];
  const beside =
    create.error != null &&
    (errorsElsewhere(create.error, named).length > 0 || errorsElsewhere(create.error, []).length === 0);

  if (asOf)
    return (
      <Page title={t.title}>
        <Text>{t.inPast}</Text>
      </Page>
    );
  return (
    <Page title={t.title} about={t.about} narrow>
      <Panel>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <div className={classes.form}>
            <Select
              label={t.class}
              placeholder={t.classPlaceholder}
              required
              searchable
              data={(schema.data ?? [])
                .filter((each) => !each.abstract && !each.hidden)
                .map((each) => ({ value: each.name, label: each.label }))
                .sort((a, b) => a.label.localeCompare(b.label))}
              value={chosen ?? null}
              error={fault("class")}
              onChange={(value) =>
                setClass({ search: (now) => ({ ...now, class: value ?? undefined }), replace: true })
              }
            />
            <TextInput
              label={t.name}
              required
              value={kept.name}
              error={fault("name")}
              onChange={(event) => keep({ ...kept, name: event.currentTarget.value })}
            />
            {shown.map((attribute) => (
              <AttributeField
                key={attribute.name}
                attribute={attribute}
                value={kept.values[attribute.name] ?? ""}
                error={fault(attribute.name)}
                set={(value) => keep({ ...kept, values: { ...kept.values, [attribute.name]: value } })}
              />
            ))}
            {rest > 0 && (
              <Group>
                <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>
                  {t.more(rest)}
                </Button>
              </Group>
            )}
            <TextInput
              label={t.reason}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {beside && <ErrorState error={create.error} wrote />}
            <Group>
              <Button type="submit" loading={create.isPending}>
                {t.create}
              </Button>
            </Group>
          </div>
        </form>
      </Panel>
    </Page>
  );
}

/** What people fill in first, what is required and what is filled already; the rest on request. */
function split(attributes: Attribute[], all: boolean, values: Record<string, string>) {
  const shown = attributes.filter(
    (each) => all || each.required || FIRST.includes(each.name) || values[each.name],
  );
  return { shown, rest: attributes.length - shown.length };
}

function valuesOf(typed: Record<string, string>, attributes: Attribute[]) {
  const values: Record<string, Value> = {};
  const found: Record<string, string> = {};
  for (const attribute of attributes) {
    const read = readValue(typed[attribute.name] ?? "", attribute);
    if ("fault" in read) found[attribute.name] = read.fault;
    else if (read.value !== null) values[attribute.name] = read.value;
  }
  return { values, found };
}
