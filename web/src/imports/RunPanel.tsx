// Check, apply, take back: each says what it will do before it does it.
import { Alert, Button, Checkbox, Group, Text, Tooltip } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import type { Import } from "../api/shapes";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { Panel } from "../ui/Panel";
import { ErrorState } from "../ui/states";
import { goingOn } from "./queries";

const t = text.imports.run;

export function RunPanel({ run }: { run: Import }) {
  const queries = useQueryClient();
  const [strict, setStrict] = useState(false);
  const [complete, setComplete] = useState(false);
  const [confirmed, setConfirmed] = useState(false);
  const [undoing, setUndoing] = useState(false);
  const again = async () => {
    await queries.invalidateQueries({ queryKey: ["import", run.id] });
    await queries.invalidateQueries({ queryKey: ["jobs"] });
  };
  const check = useMutation({
    mutationFn: () => api.imports.dryRun(run.id, { strict, complete }),
    onSuccess: again,
  });
  const apply = useMutation({
    mutationFn: () => api.imports.apply(run.id, { strict, complete, confirm_retire: confirmed }),
    onSuccess: again,
  });
  const undo = useMutation({
    mutationFn: () => api.imports.undo(run.id),
    onSuccess: async () => {
      setUndoing(false);
      await again();
    },
  });
  const report = run.report;
  if (goingOn(run)) return null;
  if (run.state === "applied" || run.state === "undone") {
    if (!run.undoable) return null;
    return (
      <Group>
        <Button variant="default" onClick={() => setUndoing(true)}>
          {t.undo}
        </Button>
        <Confirm
          opened={undoing}
          title={t.undoTitle}
          about={t.undoAbout}
          action={t.undo}
          busy={undo.isPending}
          error={undo.error}
          act={() => undo.mutate()}
          close={() => setUndoing(false)}
        />
      </Group>
    );
  }
  const checked = run.state === "checked" && report;
  const stopped = report?.stopped;
  return (
    <Panel label={t.check}>
      {stopped && (
        <Alert color="orange" title={t.stopped} mb="sm">
          {stopped}
        </Alert>
      )}
      <Group gap="md">
        <Button
          variant={checked ? "default" : "filled"}
          loading={check.isPending}
          onClick={() => check.mutate()}
        >
          {checked ? t.checkAgain : t.check}
        </Button>
        {checked && (
          <Button
            loading={apply.isPending}
            disabled={Boolean(stopped) && !confirmed}
            onClick={() => apply.mutate()}
          >
            {t.apply}
          </Button>
        )}
        <Tooltip label={t.strictHelp}>
          <Checkbox
            size="xs"
            label={t.strict}
            checked={strict}
            onChange={(event) => setStrict(event.currentTarget.checked)}
          />
        </Tooltip>
        <Tooltip label={t.completeHelp}>
          <Checkbox
            size="xs"
            label={t.complete}
            checked={complete}
            onChange={(event) => setComplete(event.currentTarget.checked)}
          />
        </Tooltip>
        {stopped && (
          <Checkbox
            size="xs"
            label={t.confirmRetire}
            checked={confirmed}
            onChange={(event) => setConfirmed(event.currentTarget.checked)}
          />
        )}
      </Group>
      {checked && (
        <Text size="xs" c="dimmed" mt={6}>
          {t.applyAbout(report.created, report.updated)}
        </Text>
      )}
      {check.error != null && <ErrorState error={check.error} wrote />}
      {apply.error != null && <ErrorState error={apply.error} wrote />}
    </Panel>
  );
}
