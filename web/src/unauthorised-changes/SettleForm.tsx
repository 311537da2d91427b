// Accepts what was edited outside any change, or puts it back; either way a change is drafted, with the reason.
import { Button, Group, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { RecordDetail } from "../api/shapes";
import { type Settling, unauthorisedChanges } from "../api/unauthorised-changes";
import { text } from "../text";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Panel } from "../ui/Panel";
import { ErrorState } from "../ui/states";
import classes from "./Unauthorised.module.css";

const t = text.changes.unauthorised;

type Props = { record: RecordDetail; deployed?: boolean };

export function SettleForm({ record, deployed }: Props) {
  const queries = useQueryClient();
  const [how, setHow] = useState<Settling | null>(null);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another reason is another request
  const once = useMemo(newRequest, [how, reason]);
  const settle = useMutation({
    mutationFn: (way: Settling) => unauthorisedChanges.settle(record.key, way, reason.trim(), once),
    onSuccess: (found) => {
      const left = found.left_out.length ? ` ${t.leftOut}: ${found.left_out.join("; ")}.` : "";
      tell(`${t.done(found.change)}${left}`);
      setHow(null);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  const submit = () => {
    setMissing(!reason.trim());
    if (how && reason.trim() && !settle.isPending) settle.mutate(how);
  };
  const open = (way: Settling) => {
    settle.reset();
    setMissing(false);
    setHow(way);
  };
  return (
    <Panel title={t.settle}>
      <Text size="sm" mb="xs">
        {deployed ? t.settleDeployed : t.settleAbout}
      </Text>
      {how === null ? (
        <Group gap="xs">
          <Button variant="default" onClick={() => open("accept")}>
            {t.accept}
          </Button>
          {record.state === "new" && !deployed && (
            <Button variant="default" onClick={() => open("putBack")}>
              {t.putBack}
            </Button>
          )}
        </Group>
      ) : (
        <form
          className={classes.form}
          noValidate
          aria-label={how === "accept" ? t.accept : t.putBack}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
          onKeyDown={(event) => event.key === "Escape" && setHow(null)}
        >
          <Textarea
            label={t.reason}
            required
            autosize
            minRows={2}
            autoFocus
            value={reason}
            error={missing && !reason.trim() ? t.give : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {settle.error != null && <ErrorState error={settle.error} wrote />}
          <Group gap="xs">
            <Button type="submit" loading={settle.isPending}>
              {t.confirm[how]}
            </Button>
            <Button variant="default" onClick={() => setHow(null)}>
              {text.ui.cancel}
            </Button>
          </Group>
        </form>
      )}
    </Panel>
  );
}
