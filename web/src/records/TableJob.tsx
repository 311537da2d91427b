// A large table on its way: how far the job is, with the way to stop it; the file is saved when it is made.
import { Button, Dialog, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { JobProgress } from "../admin/JobProgress";
import * as api from "../api/calls";
import type { Job } from "../api/shapes";
import { text } from "../text";
import { saveFile } from "../ui/download";
import { tell } from "../ui/notify";
import { ErrorState } from "../ui/states";
import { recordTableQuery } from "./queries";

const t = text.records.list;

export type Made = { name: string; job: Job };
type Props = { made: Made; end: () => void };

export function TableJob({ made: { name, job }, end }: Props) {
  const asked = useQuery({ ...recordTableQuery(job.id), initialData: job });
  const { state } = asked.data;
  const file = useQuery({
    queryKey: ["record-table file", job.id],
    queryFn: () => api.records.madeTable(job.id),
    enabled: state === "done",
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const saved = useRef(false);
  useEffect(() => {
    if (!file.data || saved.current) return;
    saved.current = true;
    saveFile(name, file.data);
    tell(t.exported(name));
    end();
  }, [file.data, name, end]);
  const error = asked.error ?? file.error;
  const ended = state === "failed" || state === "cancelled" || error !== null;
  return (
    <Dialog
      opened
      withBorder
      role="region"
      aria-label={t.making(name)}
      position={{ bottom: 16, right: 16 }}
      size="min(420px, calc(100vw - 32px))"
    >
      <Text size="sm" fw={600}>
        {t.making(name)}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        {ended ? t.exportFailed : t.makingAbout}
      </Text>
      <JobProgress job={asked.data} stop={api.records.stopTable} />
      {error && <ErrorState error={error} />}
      {ended && (
        <Group justify="flex-end" mt="xs">
          <Button variant="default" size="xs" onClick={end}>
            {t.exportEnd}
          </Button>
        </Group>
      )}
    </Dialog>
  );
}
