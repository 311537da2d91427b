// The steps that a record's state offers; one that needs something asks for exactly that first.
import { Alert, Button, Group, Text, Textarea } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import { errorsOf } from "../api/problem";
import type { Noun } from "../api/records";
import type { OfferedStep, Practice, RecordDetail, Value } from "../api/shapes";
import { asText, readValue } from "../cis/draft";
import { text } from "../text";
import { sentence } from "../ui/format";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Panel } from "../ui/Panel";
import { ErrorState } from "../ui/states";
import { attributeOf, onwardOf } from "./practice";
import { RecordField } from "./RecordField";
import classes from "./Records.module.css";
import { SeenBy } from "./SeenBy";

const t = text.records.steps;

type Props = { noun: Noun; practice: Practice; record: RecordDetail };
type Taking = { step: OfferedStep; attributes: Record<string, Value>; words: string; seen: boolean };

export function StepBar({ noun, practice, record }: Props) {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  // What somebody else has moved on may no longer offer the step.
  const asking = record.steps.find((step) => step.name === chosen);
  const take = useMutation({
    mutationFn: ({ step, attributes, words, seen }: Taking) =>
      api.records.step(
        noun,
        record.key,
        { step: step.name, attributes, text: words, public: seen },
        newRequest(),
      ),
    onSuccess: (after, { step }) => {
      tell(t.taken(step.label, after.state_label));
      setChosen(null);
    },
    // Refused or not: what it offers now is asked for anew.
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  const start = (step: OfferedStep) => {
    take.reset();
    if (step.needs.length > 0) setChosen(step.name);
    else take.mutate({ step, attributes: {}, words: "", seen: false });
  };
  const onward = onwardOf(record, practice);
  const refused = errorsOf(take.error, "step").length > 0;
  return (
    <div className={classes.stack}>
      <Group gap="xs" role="group" aria-label={t.label}>
        {record.steps.map((step) => (
          <Button
            key={step.name}
            variant={step === onward ? "filled" : "default"}
            aria-expanded={step.needs.length > 0 ? asking?.name === step.name : undefined}
            loading={take.isPending && take.variables.step.name === step.name}
            onClick={() => start(step)}
          >
            {step.label}
            {step.needs.length > 0 && " …"}
          </Button>
        ))}
        {record.steps.length === 0 && (
          <Text size="sm" c="dimmed">
            {t.none}
          </Text>
        )}
      </Group>
      {refused && (
        <Alert
          color="orange"
          role="alert"
          icon={<IconHandStop size={17} aria-hidden />}
          title={t.refused}
          aria-label={t.refused}
        >
          {sentence(take.error?.message ?? "")} {t.refusedAbout}
        </Alert>
      )}
      {take.error != null && !refused && !asking && <ErrorState error={take.error} wrote />}
      {asking && !refused && (
        <NeedsForm
          key={asking.name}
          practice={practice}
          record={record}
          step={asking}
          busy={take.isPending}
          error={take.error}
          take={(said) => take.mutate({ step: asking, ...said })}
          close={() => {
            take.reset();
            setChosen(null);
          }}
        />
      )}
    </div>
  );
}

type NeedsProps = {
  practice: Practice;
  record: RecordDetail;
  step: OfferedStep;
  busy: boolean;
  error: unknown;
  take: (said: Omit<Taking, "step">) => void;
  close: () => void;
};

function NeedsForm({ practice, record, step, busy, error, take, close }: NeedsProps) {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [words, setWords] = useState("");
  const [seen, setSeen] = useState(false);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const needed = step.needs.flatMap((name) => attributeOf(practice, name) ?? []);
  const value = (name: string) => typed[name] ?? asText(record.attributes[name]);
  const submit = () => {
    const found: Record<string, string> = {};
    const attributes: Record<string, Value> = {};
    for (const attribute of needed) {
      const read = readValue(value(attribute.name), attribute);
      if ("fault" in read) found[attribute.name] = read.fault;
      else if (read.value === null) found[attribute.name] = t.needed(attribute.label);
      else attributes[attribute.name] = read.value;
    }
    setFaults(found);
    if (Object.keys(found).length === 0) take({ attributes, words: words.trim(), seen });
  };
  const fault = (name: string) => faults[name] ?? (errorsOf(error, name).join("; ") || undefined);
  const beside = error != null && !needed.some((each) => errorsOf(error, each.name).length > 0);
  return (
    <Panel title={step.label}>
      <form
        noValidate
        aria-label={step.label}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && close()}
      >
        <div className={classes.form}>
          {needed.map((attribute, index) => (
            <FocusFirst key={attribute.name} first={index === 0}>
              <RecordField
                attribute={attribute}
                value={value(attribute.name)}
                required
                error={fault(attribute.name)}
                set={(next) => setTyped({ ...typed, [attribute.name]: next })}
              />
            </FocusFirst>
          ))}
          <Textarea
            label={t.words}
            autosize
            minRows={2}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          {words.trim() !== "" && <SeenBy seen={seen} set={setSeen} />}
          {beside && <ErrorState error={error} wrote />}
          <Group gap="xs">
            <Button type="submit" loading={busy}>
              {step.label}
            </Button>
            <Button variant="default" onClick={close}>
              {t.cancel}
            </Button>
          </Group>
        </div>
      </form>
    </Panel>
  );
}

/** Gives the focus to the first field of a form that has just opened. */
function FocusFirst({ first, children }: { first: boolean; children: React.ReactNode }) {
  return (
    <div
      ref={(node) => {
        if (!first || !node || node.dataset.focused) return;
        node.dataset.focused = "yes";
        node.querySelector<HTMLElement>("input, textarea")?.focus();
      }}
    >
      {children}
    </div>
  );
}
