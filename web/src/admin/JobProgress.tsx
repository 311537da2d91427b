// How far a job is, in numbers where there are numbers, with the way to stop it.
import { Button, Group, Progress, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as api from "../api/calls";
import type { Job } from "../api/shapes";
import { text } from "../text";
import { number, percent } from "../ui/format";
import { ErrorState } from "../ui/states";

const t = text.admin.jobs;
const COLOURS: Record<string, string> = { failed: "red", cancelled: "gray", done: "green" };

type Props = {
  job: Job;
  /** How it is stopped, where whoever asked for it may do so without a right over all jobs. */
  stop?: (id: string) => Promise<Job>;
};

export function JobProgress({ job, stop = api.jobs.cancel }: Props) {
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => stop(job.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
  });
  const going = job.state === "running" || job.state === "queued";
  const share = job.total ? job.done / job.total : null;
  return (
    <div>
      <Group gap="xs" wrap="nowrap">
        <Progress
          value={going && share === null ? 100 : (share ?? 1) * 100}
          animated={going && share === null}
          striped={going}
          color={COLOURS[job.state] ?? "accent"}
          flex={1}
          aria-label={`${t.progress}: ${t.states[job.state] ?? job.state}`}
        />
        <Text size="xs" w={74} ta="right">
          {going && share !== null ? percent(share) : (t.states[job.state] ?? job.state)}
        </Text>
        {going && (
          <Button
            size="compact-xs"
            variant="default"
            loading={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            {t.cancel}
          </Button>
        )}
      </Group>
      <Text size="xs" c={job.state === "failed" ? "var(--state-down)" : "dimmed"} role="status">
        {job.state === "failed"
          ? errorWords(job.error)
          : job.message || (job.total ? `${number(job.done, 0)} / ${number(job.total, 0)}` : "")}
      </Text>
      {cancel.error != null && <ErrorState error={cancel.error} />}
    </div>
  );
}

export function errorWords(error: unknown): string {
  if (typeof error === "string") return error;
  if (typeof error === "object" && error !== null) {
    const said = error as Record<string, unknown>;
    return [said.title, said.detail ?? said.message].filter(Boolean).map(String).join(": ");
  }
  return "";
}
