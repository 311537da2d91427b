// Dropping files; what they are is recognised before anything else happens.
import {
  ActionIcon,
  Button,
  Group,
  Progress,
  Select,
  SimpleGrid,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconUpload, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import * as api from "../api/calls";
import { text } from "../text";
import { bytes } from "../ui/format";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { ErrorState, Loaded } from "../ui/states";
import classes from "./Imports.module.css";
import { formatsQuery } from "./queries";

const t = text.imports.upload;

export function NewImportPage() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const formats = useQuery(formatsQuery);
  const [files, setFiles] = useState<File[]>([]);
  const [source, setSource] = useState("");
  const [format, setFormat] = useState<string | null>(null);
  const upload = useMutation({
    mutationFn: () => api.imports.upload(formOf(files, source.trim(), format)),
    onSuccess: async (run) => {
      queries.setQueryData(["import", run.id], run);
      await queries.invalidateQueries({ queryKey: ["imports"] });
      await navigate({ to: "/imports/$id", params: { id: run.id }, search: {} });
    },
  });
  const add = (more: File[]) =>
    setFiles((now) => [...now.filter((file) => !more.some((other) => other.name === file.name)), ...more]);
  return (
    <Page title={t.title} about={t.about} narrow>
      <Panel label={t.title}>
        <Stack gap="sm">
          <Dropzone
            onDrop={add}
            className={classes.drop}
            aria-label={t.drop}
            inputProps={{ "aria-label": t.choose }}
          >
            <Group justify="center" gap="md" mih={110} style={{ pointerEvents: "none" }}>
              <IconUpload size={30} stroke={1.5} aria-hidden />
              <div>
                <Text fw={600} size="md">
                  {t.drop}
                </Text>
                <Text size="sm" c="dimmed">
                  {t.dropAbout}
                </Text>
              </div>
            </Group>
          </Dropzone>
          {files.map((file) => (
            <Group key={file.name} gap="xs">
              <Text fw={550}>{file.name}</Text>
              <Text size="xs" c="dimmed">
                {bytes(file.size)}
              </Text>
              <ActionIcon
                size="sm"
                aria-label={t.remove(file.name)}
                onClick={() => setFiles(files.filter((other) => other !== file))}
              >
                <IconX size={14} />
              </ActionIcon>
            </Group>
          ))}
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              label={t.source}
              description={t.sourceHelp}
              value={source}
              onChange={(event) => setSource(event.currentTarget.value)}
            />
            <Select
              label={t.format}
              description={t.dropAbout}
              placeholder={t.formatAuto}
              clearable
              searchable
              data={(formats.data ?? []).map((each) => ({ value: each.name, label: each.label }))}
              value={format}
              onChange={setFormat}
            />
          </SimpleGrid>
          {upload.error != null && <ErrorState error={upload.error} wrote />}
          {upload.isPending && <Progress value={100} animated aria-label={t.uploading} />}
          <Group>
            <Button
              size="sm"
              disabled={files.length === 0}
              loading={upload.isPending}
              onClick={() => upload.mutate()}
            >
              {t.upload}
            </Button>
          </Group>
        </Stack>
      </Panel>
      <Panel title={t.formats} flush>
        <Loaded answer={formats} rows={6}>
          {(items) => (
            <Table aria-label={t.formats}>
              <Table.Tbody>
                {items.map((each) => (
                  <Table.Tr key={each.name}>
                    <Table.Td fw={600}>{each.label}</Table.Td>
                    <Table.Td c="dimmed">{each.description}</Table.Td>
                    <Table.Td className="mono" ta="right">
                      {each.suffixes.join(" ")}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

function formOf(files: File[], source: string, format: string | null): FormData {
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  if (source) form.append("source", source);
  if (format) form.append("format", format);
  return form;
}
