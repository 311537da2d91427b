// A new record: a form made from what its practice declares; what its CIs take down decides its impact.
import { Alert, Button, Group, Text, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import * as api from "../api/calls";
import { errorsElsewhere, errorsOf } from "../api/problem";
import type { Noun } from "../api/records";
import type { Practice, Value } from "../api/shapes";
import { readValue } from "../cis/draft";
import { impactQuery } from "../impact/queries";
import { MatchingOpen } from "../incidents/MatchingOpen";
import { may } from "../session/may";
import { FromTemplate } from "../templates/FromTemplate";
import { text } from "../text";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { useRemembered } from "../ui/remembered";
import { listOf, listText } from "../ui/search-params";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { CiChips } from "./CiChips";
import { ComputedWords, PriorityFields } from "./ComputedPriority";
import { type Effect, ImpactSentence, scenarioOf } from "./ImpactSentence";
import { attributeOf, BEFORE_CIS, ciRole, neededIn, newFields, WITH_PRIORITY } from "./practice";
import { impactLevel, levelWord } from "./priority";
import { practicesQuery } from "./queries";
import { RecordField } from "./RecordField";
import classes from "./Records.module.css";
import { useUsed } from "./useUsed";

const route = getRouteApi("/$noun/new");
const t = text.records.create;
type Kept = { title: string; values: Record<string, string> };
const NOTHING: Kept = { title: "", values: {} };

export function NewRecordPage() {
  const { noun } = route.useParams();
  const practices = useQuery(practicesQuery);
  return (
    <Loaded answer={practices} rows={10}>
      {(all) => {
        const practice = all.find((each) => each.noun === noun);
        return practice ? (
          <Checked key={noun} noun={noun as Noun} practice={practice} />
        ) : (
          <EmptyState title={text.records.fields.unknownPractice} />
        );
      }}
    </Loaded>
  );
}

type Props = { noun: Noun; practice: Practice };

/** The form, or why there is none. */
function Checked(props: Props) {
  const asOf = useAsOf();
  const session = useQuery(sessionQuery).data;
  const title = text.records.list.new(props.practice.label);
  if (props.practice.told)
    return (
      <Page title={title}>
        <Text>{t.told}</Text>
      </Page>
    );
  if (asOf || !may(session, "record.write"))
    return (
      <Page title={title}>
        <Text>{asOf ? t.inPast : t.mayNot}</Text>
      </Page>
    );
  return <Form {...props} />;
}

function Form({ noun, practice }: Props) {
  const search = route.useSearch();
  const setSearch = route.useNavigate();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const used = useUsed(noun);
  const [kept, keep] = useRemembered<Kept>(`draft.new-${noun}`, NOTHING);
  const [earlier] = useState(kept !== NOTHING && (kept.title !== "" || Object.keys(kept.values).length > 0));
  const [all, setAll] = useState(false);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const cis = useMemo(() => listOf(search.ci), [search.ci]);
  const role = ciRole(practice);
  const value = (name: string) => kept.values[name] ?? (name === "effect" ? (search.effect ?? "") : "");
  const set = (name: string, typed: string) => keep({ ...kept, values: { ...kept.values, [name]: typed } });
  const effect: Effect = value("effect") === "degraded" ? "degraded" : "down";
  const decides = practice.prioritised && role === "affects" && cis.length > 0;
  const answer = useQuery({ ...impactQuery(scenarioOf(cis, effect)), enabled: decides });
  const computed = decides && answer.data ? impactLevel(answer.data.services) : null;
  // The same form sent twice opens one record; another form is another request.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed decides whether it is the same request
  const once = useMemo(newRequest, [kept, search]);
  const { first, rest } = newFields(practice);
  const shown = all ? [...first, ...rest] : [...first, ...rest.filter((each) => value(each.name))];

  const create = useMutation({
    mutationFn: (attributes: Record<string, Value>) =>
      api.records.create(
        noun,
        {
          title: kept.title.trim(),
          attributes,
          ...(role && cis.length ? { links: { [role]: cis } } : {}),
        },
        once,
      ),
    onSuccess: async (record) => {
      keep(null);
      tell(t.opened(record.key));
      await queries.invalidateQueries({ queryKey: ["graph"] });
      await navigate({ to: "/$noun/$key", params: { noun, key: record.key }, search: {} });
    },
  });
  const submit = () => {
    const { values, found } = valuesOf(practice, value);
    if (!kept.title.trim()) found.title = t.giveTitle;
    for (const each of practice.attributes)
      if (neededIn(practice, each, practice.lifecycle.initial) && !(each.name in values))
        found[each.name] ??= t.giveNeeded;
    setFaults(found);
    if (Object.keys(found).length === 0) create.mutate(values);
  };
  const fault = (field: string) => faults[field] ?? (errorsOf(create.error, field).join("; ") || undefined);
  const known = ["title", "links", ...practice.attributes.map((each) => each.name)];
  const beside =
    create.error != null &&
    (errorsElsewhere(create.error, known).length > 0 || errorsElsewhere(create.error, []).length === 0);
  const fieldsOf = (wanted: (name: string) => boolean) =>
    shown
      .filter((each) => wanted(each.name))
      .map((attribute) => (
        <RecordField
          key={attribute.name}
          attribute={attribute}
          value={value(attribute.name)}
          used={used(attribute.name)}
          required={neededIn(practice, attribute, practice.lifecycle.initial)}
          placeholder={attribute.name === "urgency" ? levelWord(2) : undefined}
          error={fault(attribute.name)}
          set={(typed) => set(attribute.name, typed)}
        />
      ));
  const cisLabel =
    role === "affects"
      ? t.cis.affects
      : t.cis.else(practice.links.find((each) => each.role === role)?.label ?? "");

  return (
    <Page
      title={text.records.list.new(practice.label)}
      about={t.about}
      narrow
      actions={practice.templated && <FromTemplate practice={practice.name} noun={noun} />}
    >
      <Panel>
        <form
          noValidate
          aria-label={text.records.list.new(practice.label)}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <div className={classes.form}>
            {earlier && (
              <Alert color="accent" py={6} icon={<IconPencil size={15} aria-hidden />}>
                <Group gap="sm">
                  {t.fromEarlier}
                  <Button variant="default" size="compact-xs" onClick={() => keep(null)}>
                    {t.discard}
                  </Button>
                </Group>
              </Alert>
            )}
            <TextInput
              label={text.records.fields.title}
              required
              maxLength={300}
              value={kept.title}
              error={fault("title")}
              onChange={(event) => keep({ ...kept, title: event.currentTarget.value })}
            />
            {fieldsOf((name) => BEFORE_CIS.has(name))}
            {role && (
              <CiChips
                label={cisLabel}
                cis={cis}
                error={fault("links")}
                change={(next) =>
                  setSearch({
                    search: (now) => ({ ...now, ci: listText(next) }),
                    replace: true,
                    resetScroll: false,
                  })
                }
              />
            )}
            {noun === "incidents" && (
              <MatchingOpen title={kept.title} description={value("description")} cis={cis} />
            )}
            {cis.length > 0 && (
              <ImpactSentence cis={cis} effect={effect}>
                {(said) => decides && <ComputedWords answer={said} />}
              </ImpactSentence>
            )}
            {fieldsOf((name) => WITH_PRIORITY.has(name))}
            {practice.prioritised && attributeOf(practice, "impact") && (
              <PriorityFields practice={practice} computed={computed} value={value} set={set} fault={fault} />
            )}
            {fieldsOf((name) => !BEFORE_CIS.has(name) && !WITH_PRIORITY.has(name))}
            {!all && rest.length > 0 && (
              <Group>
                <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>
                  {t.more(rest.filter((each) => !value(each.name)).length)}
                </Button>
              </Group>
            )}
            {beside && <ErrorState error={create.error} wrote />}
            <Group>
              <Button type="submit" loading={create.isPending}>
                {t.open(practice.label)}
              </Button>
            </Group>
          </div>
        </form>
      </Panel>
    </Page>
  );
}

/** What the texts stand for, and the fields whose text stands for nothing. */
function valuesOf(practice: Practice, value: (name: string) => string) {
  const values: Record<string, Value> = {};
  const found: Record<string, string> = {};
  for (const attribute of practice.attributes) {
    if (attribute.derived) continue;
    const read = readValue(value(attribute.name), attribute);
    if ("fault" in read) found[attribute.name] = read.fault;
    else if (read.value !== null) values[attribute.name] = read.value;
  }
  return { values, found };
}
