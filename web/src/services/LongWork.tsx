// What takes longer than somebody waits for: worked out by a job, told of and stopped on the way, shown when it is done.
import { Button, Text } from "@mantine/core";
import { type QueryKey, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { JobProgress } from "../admin/JobProgress";
import { Problem } from "../api/problem";
import type { Job } from "../api/shapes";
import { text } from "../text";
import { ErrorState } from "../ui/states";
import { jobQuery } from "../weak-points/queries";

const t = text.servicePage.long;

type Props = {
  about: string;
  start: string;
  /** Queues the job; its result answers the question with this key. */
  queue: () => Promise<Job>;
  answers: QueryKey;
};

export function LongWork({ about, start, queue, answers }: Props) {
  const [id, setId] = useState("");
  const queries = useQueryClient();
  const begin = useMutation({ mutationFn: queue, onSuccess: (queued) => setId(queued.id) });
  const job = useQuery({ ...jobQuery(id), enabled: id !== "" });
  const found = job.data;
  useEffect(() => {
    if (found?.state === "done") queries.setQueryData(answers, found.result);
  }, [found, queries, answers]);
  const going = found?.state === "queued" || found?.state === "running";
  return (
    <div>
      <Text size="sm" mb={6}>
        {about}
      </Text>
      {begin.error != null && <ErrorState error={begin.error} />}
      {job.error != null && <ErrorState error={job.error} />}
      {found && found.state !== "done" && <JobProgress job={found} />}
      {!going && found?.state !== "done" && (
        <Button size="compact-sm" variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
          {found ? t.again : start}
        </Button>
      )}
    </div>
  );
}

/** Whether a service stands on too much for its answer to be waited for. */
export function isTooLong(error: unknown): boolean {
  return error instanceof Problem && error.status === 422 && error.facts.where === "service";
}
