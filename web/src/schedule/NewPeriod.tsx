// Declares a freeze or a maintenance period.
import { Button, Checkbox, Group, SegmentedControl, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changes } from "../api/changes";
import { fromField } from "../changes/plan-parts";
import { CiChips } from "../records/CiChips";
import { text } from "../text";
import { words } from "../ui/format";
import { tell } from "../ui/notify";
import { ErrorState } from "../ui/states";
import classes from "./Schedule.module.css";

const t = text.schedule.periods;
const KINDS = ["standard", "normal", "emergency"];

export function NewPeriod({ taken, close }: { taken: string[]; close: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [kind, setKind] = useState("freeze");
  const [start, setStart] = useState("");
  const [end, setEnd] = useState("");
  const [reason, setReason] = useState("");
  const [cis, setCis] = useState<string[]>([]);
  const [exempt, setExempt] = useState<string[]>(["emergency"]);
  const [faults, setFaults] = useState<Record<string, string | undefined>>({});
  const add = useMutation({
    mutationFn: (span: { start: string; end: string }) =>
      changes.close(name.trim(), {
        kind,
        ...span,
        reason: reason.trim(),
        cis: cis.length ? cis : null,
        exempt,
      }),
    onSuccess: async () => {
      tell(t.added(name.trim()));
      close();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const submit = () => {
    const said = text.changes.form.faults;
    const found: Record<string, string | undefined> = {};
    const [from, to] = [fromField(start), fromField(end)];
    if (!name.trim()) found.name = t.giveName;
    else if (taken.includes(name.trim())) found.name = t.taken;
    if (!from) found.start = said.time;
    if (!to) found.end = said.time;
    else if (from && to <= from) found.end = said.order;
    setFaults(found);
    if (from && to && Object.keys(found).length === 0) add.mutate({ start: from, end: to });
  };
  return (
    <form
      noValidate
      aria-label={t.add}
      style={{ padding: "0.25rem 0.75rem 0.75rem" }}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && close()}
    >
      <div className={classes.form}>
        <TextInput
          label={t.name}
          required
          maxLength={100}
          autoFocus
          value={name}
          error={faults.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          w="fit-content"
          aria-label={t.kind}
          value={kind}
          onChange={setKind}
          data={["freeze", "maintenance"].map((value) => ({ value, label: t.kinds[value] ?? value }))}
        />
        <div className={classes.pair}>
          <TextInput
            type="datetime-local"
            label={t.start}
            required
            value={start}
            error={faults.start}
            onChange={(event) => setStart(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label={t.end}
            required
            value={end}
            error={faults.end}
            onChange={(event) => setEnd(event.currentTarget.value)}
          />
        </div>
        <TextInput
          label={t.reason}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <CiChips label={t.cis} cis={cis} change={setCis} />
        <Checkbox.Group label={t.exempt} value={exempt} onChange={setExempt}>
          <Group gap="md" mt={4}>
            {KINDS.map((each) => (
              <Checkbox key={each} size="xs" value={each} label={t.exemptOf(words(each))} />
            ))}
          </Group>
        </Checkbox.Group>
        {add.error != null && <ErrorState error={add.error} wrote />}
        <Group gap="xs">
          <Button type="submit" loading={add.isPending}>
            {t.save}
          </Button>
          <Button variant="default" onClick={close}>
            {text.ui.cancel}
          </Button>
        </Group>
      </div>
    </form>
  );
}
