// The forms behind the buttons: each asks for exactly what its verb needs; errors stand at the field.
import { Button, Group, Select, Text, Textarea, TextInput } from "@mantine/core";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { incidents } from "../api/incidents";
import { errorsElsewhere, errorsOf, Problem } from "../api/problem";
import type { RecordDetail } from "../api/shapes";
import { text } from "../text";
import { sentence } from "../ui/format";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Panel } from "../ui/Panel";
import { ErrorState } from "../ui/states";
import classes from "./Incidents.module.css";

const t = text.incidents;
const LEVELS = [1, 2, 3];

type Props = { record: RecordDetail; close: () => void };
type Values = Record<string, string>;

/** What is typed, what is missing of it, and the verb. */
function useAsked(
  start: Values,
  needed: Values,
  act: (said: Values, once: string) => Promise<unknown>,
  done: () => void,
) {
  const queries = useQueryClient();
  const [values, setValues] = useState(start);
  const [tried, setTried] = useState(false);
  const mark = JSON.stringify(values);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words are another request
  const once = useMemo(newRequest, [mark]);
  const send = useMutation({
    mutationFn: () => act(values, once),
    onSuccess: async () => {
      done();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const missing = (name: string) => needed[name] !== undefined && !values[name]?.trim();
  const submit = () => {
    setTried(true);
    if (!Object.keys(needed).some(missing) && !send.isPending) send.mutate();
  };
  const field = (name: string) => ({
    value: values[name] ?? "",
    error:
      (tried && missing(name) && t.needed(needed[name] ?? "")) ||
      errorsOf(send.error, name).map(sentence).join(" ") ||
      undefined,
  });
  const set = (name: string) => (said: string) => setValues((now) => ({ ...now, [name]: said }));
  return { field, set, submit, send, names: Object.keys(start) };
}

type Asked = ReturnType<typeof useAsked>;

function Form({
  title,
  about,
  asked,
  close,
  children,
}: {
  title: string;
  about?: string;
  asked: Asked;
  close: () => void;
  children: ReactNode;
}) {
  const { error, isPending } = asked.send as UseMutationResult<unknown>;
  const beside =
    error != null &&
    (!(error instanceof Problem) ||
      errorsElsewhere(error, asked.names).length > 0 ||
      error.errors.length === 0);
  return (
    <Panel title={title}>
      <form
        noValidate
        aria-label={title}
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          asked.submit();
        }}
        onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && close()}
      >
        {about && <Text size="sm">{about}</Text>}
        {children}
        {beside && <ErrorState error={error} wrote />}
        <Group gap="xs">
          <Button type="submit" loading={isPending}>
            {title}
          </Button>
          <Button variant="default" onClick={close}>
            {t.cancel}
          </Button>
        </Group>
      </form>
    </Panel>
  );
}

export function EscalateForm({ record, level, close }: Props & { level: number }) {
  const next = LEVELS.filter((each) => each > level).map(String);
  const asked = useAsked(
    { level: next[0] ?? "", reason: "", team: "" },
    { reason: t.escalate.reason },
    ({ level: to, reason, team }, once) =>
      incidents.escalate(
        record.key,
        { level: Number(to), reason: reason ?? "", team: team?.trim() ?? "" },
        once,
      ),
    () => {
      tell(t.escalate.done(asked.field("level").value));
      close();
    },
  );
  return (
    <Form title={t.escalate.do} asked={asked} close={close}>
      <Select
        label={t.escalate.level}
        data={next}
        allowDeselect={false}
        {...asked.field("level")}
        onChange={(said) => asked.set("level")(said ?? "")}
      />
      <Words label={t.escalate.reason} name="reason" asked={asked} required />
      <TextInput
        label={t.escalate.team}
        description={t.escalate.teamHelp}
        {...asked.field("team")}
        onChange={(event) => asked.set("team")(event.currentTarget.value)}
      />
    </Form>
  );
}

export function MajorForm({ record, close }: Props) {
  const asked = useAsked(
    { commander: "", communications: "", reason: "" },
    { commander: t.major.commander, communications: t.major.communications, reason: t.major.reason },
    ({ commander, communications, reason }, once) =>
      incidents.declareMajor(
        record.key,
        {
          commander: commander?.trim() ?? "",
          communications: communications?.trim() ?? "",
          reason: reason ?? "",
        },
        once,
      ),
    () => {
      tell(t.major.declared);
      close();
    },
  );
  return (
    <Form title={t.major.declare} about={t.major.declareAbout} asked={asked} close={close}>
      <TextInput
        label={t.major.commander}
        required
        {...asked.field("commander")}
        onChange={(event) => asked.set("commander")(event.currentTarget.value)}
      />
      <TextInput
        label={t.major.communications}
        required
        {...asked.field("communications")}
        onChange={(event) => asked.set("communications")(event.currentTarget.value)}
      />
      <Words label={t.major.reason} name="reason" asked={asked} required />
    </Form>
  );
}

export function UpdateForm({ record, close }: Props) {
  const asked = useAsked(
    { text: "", next_minutes: "" },
    { text: t.major.text },
    ({ text: said, next_minutes: next }, once) =>
      incidents.update(record.key, { text: said ?? "", next_minutes: next ? Number(next) : null }, once),
    () => {
      tell(t.major.told);
      close();
    },
  );
  return (
    <Form title={t.major.update} about={t.major.updateAbout} asked={asked} close={close}>
      <Words label={t.major.text} name="text" asked={asked} required />
      <TextInput
        label={t.major.next}
        type="number"
        min={1}
        {...asked.field("next_minutes")}
        onChange={(event) => asked.set("next_minutes")(event.currentTarget.value)}
      />
    </Form>
  );
}

function Words({
  label,
  name,
  asked,
  required,
}: {
  label: string;
  name: string;
  asked: Asked;
  required: boolean;
}) {
  return (
    <Textarea
      label={label}
      required={required}
      autosize
      minRows={2}
      {...asked.field(name)}
      onChange={(event) => asked.set(name)(event.currentTarget.value)}
    />
  );
}
