// An estate too large to be ranked while somebody waits: a job ranks it, with honest progress; its result is the ranking.
import { Button, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { JobProgress } from "../admin/JobProgress";
import * as api from "../api/calls";
import type { Job, Ranking } from "../api/shapes";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { jobQuery } from "./queries";
import { type Narrowed, PAGE } from "./search";

const TOP = 10 * PAGE;
const GAINS = 5;
const route = getRouteApi("/weak-points");
const t = text.weakPoints;

type Props = {
  narrowed: Narrowed;
  asOf: string | undefined;
  children: (ranking: Ranking) => ReactNode;
};

export function RankingJob({ narrowed, asOf, children }: Props) {
  const { job } = route.useSearch();
  const navigate = route.useNavigate();
  const start = useMutation({
    mutationFn: () => api.weakPoints.queue({ ...narrowed, top: TOP, gain: GAINS, as_of: asOf ?? null }),
    onSuccess: (queued) => navigate({ search: (now) => ({ ...now, job: queued.id }), replace: true }),
  });
  const button = (words: string) => (
    <Button loading={start.isPending} onClick={() => start.mutate()}>
      {words}
    </Button>
  );
  return (
    <>
      {start.error != null && <ErrorState error={start.error} retry={() => start.mutate()} />}
      {job ? (
        <Running id={job} again={button(t.again)}>
          {children}
        </Running>
      ) : (
        <div className="panel">
          <EmptyState title={t.large} action={button(t.start)}>
            {t.largeAbout}
          </EmptyState>
        </div>
      )}
    </>
  );
}

type RunningProps = { id: string; again: ReactNode; children: Props["children"] };

function Running({ id, again, children }: RunningProps) {
  const job = useQuery(jobQuery(id));
  return (
    <Loaded answer={job} rows={3}>
      {(found) => (
        <>
          <Panel title={found.state === "done" ? undefined : t.large} label={t.large}>
            {found.state === "done" ? <Finished job={found} /> : <JobProgress job={found} />}
            {(found.state === "failed" || found.state === "cancelled") && (
              <Text size="sm" my="xs">
                {t.jobFailed}
              </Text>
            )}
            {found.state !== "running" && found.state !== "queued" && again}
          </Panel>
          {found.state === "done" && children(found.result as unknown as Ranking)}
        </>
      )}
    </Loaded>
  );
}

function Finished({ job }: { job: Job }) {
  return (
    <Text size="sm" c="dimmed" span mr="sm">
      {t.ranked} <Time at={job.finished_at} />.
    </Text>
  );
}
