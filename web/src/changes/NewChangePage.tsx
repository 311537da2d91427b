// A new change: what is done, when, what is taken down meanwhile, how it is tested and undone.
import { Alert, Button, Group, SegmentedControl, Text, Textarea, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { changes } from "../api/changes";
import { may } from "../session/may";
import { FromTemplate } from "../templates/FromTemplate";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { useRemembered } from "../ui/remembered";
import { listOf } from "../ui/search-params";
import { ErrorState } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import classes from "./Changes.module.css";
import { faultWords, PlanFields } from "./PlanFields";
import { type Faults, faultsOf, NO_PARTS, type Parts, planOfParts } from "./plan-parts";
import { useNames } from "./useNames";

const route = getRouteApi("/changes/new");
const t = text.changes.form;
// A standard change is made from a template only.
const KINDS = ["normal", "emergency"];

export function NewChangePage() {
  const asOf = useAsOf();
  const session = useQuery(sessionQuery).data;
  if (asOf || !may(session, "record.write"))
    return (
      <Page title={t.new}>
        <Text>{asOf ? t.inPast : t.mayNot}</Text>
      </Page>
    );
  return <Form />;
}

function Form() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [kept, keep] = useRemembered<Parts | null>("draft.new-change", null);
  const [earlier] = useState(kept !== null);
  const [faults, setFaults] = useState<Faults>({});
  const given = useMemo(
    (): Parts => ({
      ...NO_PARTS,
      down: listOf(search.ci).map((ci) => ({ ci, state: search.effect ?? "down", start: "", minutes: "" })),
    }),
    [search.ci, search.effect],
  );
  const parts = kept ?? given;
  const set = (next: Partial<Parts>) => keep({ ...parts, ...next });
  const nameOf = useNames(
    parts.down.map(({ ci }) => ci),
    {},
  );
  // The same form sent twice drafts one change; another form is another request.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed decides whether it is the same request
  const once = useMemo(newRequest, [parts]);
  const draft = useMutation({
    mutationFn: () => changes.draft(planOfParts(parts, { faultline_change: 1, edits: [] }), once),
    onSuccess: async (record) => {
      keep(null);
      tell(t.opened(record.key));
      await queries.invalidateQueries({ queryKey: ["graph"] });
      await navigate({ to: "/$noun/$key", params: { noun: "changes", key: record.key }, search: {} });
    },
  });
  const submit = () => {
    const wrong = faultsOf(parts, true);
    setFaults(wrong);
    if (Object.keys(wrong).length === 0) draft.mutate();
  };
  const fault = faultWords(faults, draft.error);
  return (
    <Page
      title={t.new}
      about={t.newAbout}
      narrow
      actions={
        <>
          <AnchorLink to="/what-if" search={{}}>
            {t.onMap}
          </AnchorLink>
          <FromTemplate practice="change" noun="changes" />
        </>
      }
    >
      <Panel>
        <form
          noValidate
          aria-label={t.new}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <div className={classes.form}>
            {earlier && kept && (
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
              label={t.title}
              required
              maxLength={300}
              value={parts.title}
              error={fault("title")}
              onChange={(event) => set({ title: event.currentTarget.value })}
            />
            <div>
              <Text size="sm" fw={500} mb={4} id="kind-of-change">
                {t.kind}
              </Text>
              <SegmentedControl
                size="xs"
                aria-labelledby="kind-of-change"
                value={parts.kind}
                onChange={(kind) => set({ kind })}
                data={KINDS.map((value) => ({ value, label: t.kinds[value] ?? value }))}
              />
              <Text size="xs" c="dimmed" mt={4}>
                {t.standardFrom}
              </Text>
            </div>
            <Textarea
              label={t.description}
              autosize
              minRows={2}
              maxLength={4000}
              value={parts.description}
              onChange={(event) => set({ description: event.currentTarget.value })}
            />
            <PlanFields parts={parts} set={set} fault={fault} nameOf={nameOf} />
            {draft.error != null && <ErrorState error={draft.error} wrote />}
            <Group>
              <Button type="submit" loading={draft.isPending}>
                {t.open}
              </Button>
            </Group>
          </div>
        </form>
      </Panel>
    </Page>
  );
}
