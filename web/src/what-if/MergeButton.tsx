// Writes the plan into the estate, for those who may, after a question; what stands in the way is said.
import { Button, Group, Modal, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import { Problem } from "../api/problem";
import type { PlanOutcome, PlanPreview } from "../api/shapes";
import { may } from "../session/may";
import { text } from "../text";
import { shown } from "../ui/format";
import { tell } from "../ui/notify";
import { sessionQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";
import type { Plan } from "./plan";

const t = text.whatIf.merge;

type Props = { plan: Plan; preview: PlanPreview | undefined; stale: boolean; done: () => void };

export function MergeButton({ plan, preview, stale, done }: Props) {
  const session = useQuery(sessionQuery).data;
  const queries = useQueryClient();
  const [once, setOnce] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const merge = useMutation({
    mutationFn: () => api.plans.merge(plan, reason.trim(), once ?? ""),
    onSuccess: async ({ revision }) => {
      setOnce(null);
      tell(revision === null ? t.nothing : t.done(revision));
      done();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
    onError: () => queries.invalidateQueries({ queryKey: ["graph", "plan"] }),
  });
  if (!may(session, "plan.merge") || plan.edits.length === 0) return null;
  const ready = preview?.mergeable === true && !stale;
  const start = () => {
    merge.reset();
    setReason(plan.title ?? "");
    setOnce(crypto.getRandomValues(new Uint32Array(4)).join("-"));
  };
  return (
    <>
      <Tooltip label={t.cannot} disabled={ready || !preview}>
        <Button leftSection={<IconGitMerge size={15} />} disabled={!ready} onClick={start}>
          {t.merge}
        </Button>
      </Tooltip>
      <Modal
        opened={once !== null}
        onClose={() => setOnce(null)}
        title={t.title}
        closeButtonProps={{ "aria-label": text.ui.close }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            merge.mutate();
          }}
        >
          <Stack>
            <Text size="sm">{t.about(plan.edits.length)}</Text>
            <TextInput
              label={t.reason}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {merge.error != null && <Refused error={merge.error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setOnce(null)}>
                {text.ui.cancel}
              </Button>
              <Button type="submit" loading={merge.isPending} data-autofocus>
                {t.merge}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}

function Refused({ error }: { error: unknown }) {
  const found = error instanceof Problem ? error.facts.conflicts : undefined;
  const conflicts = Array.isArray(found) ? (found as PlanOutcome[]) : [];
  return (
    <>
      <ErrorState error={error} wrote />
      {conflicts.length > 0 && (
        <ul style={{ margin: 0, paddingLeft: "1.1rem" }} aria-label={t.conflicts}>
          {conflicts.map((each) => (
            <li key={`${each.where} ${each.field}`}>
              {t.conflict(`${each.ci} ${each.field}`, shown(each.now))} {each.reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
