// One import from its files to its report: mapping, check, apply, quarantine, undo.
import { Alert, Badge, Group, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";
import { JobProgress } from "../admin/JobProgress";
import type { Import } from "../api/shapes";
import { text } from "../text";
import { bytes, percent } from "../ui/format";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { ErrorState, Loaded } from "../ui/states";
import classes from "./Imports.module.css";
import { MappingPanel } from "./MappingPanel";
import { Quarantine } from "./Quarantine";
import { goingOn, importQuery, jobQuery } from "./queries";
import { ReportPanel } from "./ReportPanel";
import { RowsPanel } from "./RowsPanel";
import { RunPanel } from "./RunPanel";
import { rejectedCount } from "./report";

const route = getRouteApi("/imports/$id");
const t = text.imports;

export function ImportPage() {
  const { id } = route.useParams();
  const run = useQuery(importQuery(id));
  return (
    <Loaded answer={run} rows={10}>
      {(data) => <Shown run={data} />}
    </Loaded>
  );
}

function Shown({ run }: { run: Import }) {
  const queries = useQueryClient();
  const { state, report } = run;
  const busy = goingOn(run);
  // What was written shows up everywhere.
  useEffect(() => {
    if (state === "applied" || state === "undone") queries.invalidateQueries({ queryKey: ["graph"] });
    queries.invalidateQueries({ queryKey: ["imports"] });
  }, [state, queries]);
  return (
    <Page
      tab={run.files[0]?.name ?? run.id}
      title={
        <Group gap="sm">
          {run.files[0]?.name ?? run.id}
          <Badge color={state === "failed" ? "red" : state === "applied" ? "green" : "gray"}>
            {t.states[state]}
          </Badge>
        </Group>
      }
      about={`${t.list.source}: ${run.source}`}
    >
      <Steps run={run} />
      <Files run={run} />
      {run.error && state !== "failed" && (
        <Alert color="red" title={t.run.failed}>
          {run.error}
        </Alert>
      )}
      {run.mapping && (state === "uploaded" || state === "checked" || state === "failed") && (
        <MappingPanel key={run.id} run={run} mapping={run.mapping} />
      )}
      {run.job && (busy || state === "failed") && <Going job={run.job} run={run} />}
      {report && !busy && <ReportPanel run={run} report={report} />}
      <RunPanel run={run} />
      {report && !busy && rejectedCount(report) > 0 && state !== "undone" && <Quarantine run={run} />}
      {report && !busy && <RowsPanel run={run} />}
    </Page>
  );
}

function Steps({ run }: { run: Import }) {
  const names = [
    t.steps.files,
    ...(run.mapping ? [t.steps.mapping] : []),
    t.steps.check,
    t.steps.apply,
    t.steps.report,
  ];
  const last = names.length;
  const at = {
    uploaded: run.mapping ? 1 : 1,
    checking: last - 3,
    checked: last - 2,
    applying: last - 2,
    applied: last,
    undoing: last,
    undone: last,
    failed: last - 3,
  }[run.state];
  return (
    <ol className={classes.steps}>
      {names.map((name, index) => {
        const state = index < at ? "done" : index === at ? "now" : "later";
        return (
          <li
            key={name}
            className={classes.step}
            data-state={state}
            aria-current={state === "now" ? "step" : undefined}
          >
            <b aria-hidden>{state === "done" ? "✓" : index + 1}</b>
            {name}
          </li>
        );
      })}
    </ol>
  );
}

function Files({ run }: { run: Import }) {
  return (
    <Panel label={t.steps.files}>
      {run.files.map((file) => (
        <Text key={file.name} size="sm">
          <b>{file.name}</b>{" "}
          <Text span size="xs" c="dimmed">
            {bytes(file.bytes)}
          </Text>{" "}
          · {file.format ? t.recognised(file.format, percent(file.confidence ?? 0)) : t.notRecognised}
          {file.reason && `: ${file.reason}`}
        </Text>
      ))}
    </Panel>
  );
}

function Going({ job, run }: { job: string; run: Import }) {
  const progress = useQuery(jobQuery(job));
  return (
    <Panel title={t.states[run.state]}>
      {progress.error != null && <ErrorState error={progress.error} retry={() => progress.refetch()} />}
      {progress.data && <JobProgress job={progress.data} />}
      {run.error && (
        <Text c="var(--state-down)" mt={4}>
          {run.error}
        </Text>
      )}
    </Panel>
  );
}
