// Files at a record: attached, downloaded, and taken away with their content.
import { ActionIcon, Anchor, Button, FileButton, Group, Text } from "@mantine/core";
import { IconPaperclip, IconX } from "@tabler/icons-react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type Attachment, attachments } from "../api/beside";
import type { Noun } from "../api/records";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { bytes } from "../ui/format";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Panel } from "../ui/Panel";
import { ErrorState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import classes from "./Records.module.css";
import { SeenBy, SeenMark } from "./SeenBy";

const t = text.records.attachments;

type Props = { noun: Noun; id: string; writable: boolean };

const attachmentsQuery = (noun: Noun, id: string) =>
  queryOptions({
    queryKey: ["graph", "attachments", noun, id],
    queryFn: async () => (await attachments.list(noun, id)).items,
  });

export function AttachmentsPanel({ noun, id, writable }: Props) {
  const found = useQuery(attachmentsQuery(noun, id));
  const [leaving, setLeaving] = useState<Attachment | null>(null);
  return (
    <Panel title={t.title} flush>
      <Loaded answer={found} rows={2}>
        {(files) =>
          files.length === 0 ? (
            <Text size="sm" c="dimmed" px="md" pb="xs">
              {t.none}
            </Text>
          ) : (
            <ul className={classes.files}>
              {files.map((each) => (
                <li key={each.id}>
                  <div>
                    <Anchor href={attachments.address(noun, id, each.id)} download={each.name} inherit>
                      {each.name}
                    </Anchor>
                    <Group gap="xs">
                      <Text span size="xs" c="dimmed">
                        {bytes(each.size)} · {each.by} · <Time at={each.at} />
                      </Text>
                      <SeenMark seen={each.public} />
                    </Group>
                  </div>
                  {writable && (
                    <ActionIcon size="sm" aria-label={t.remove(each.name)} onClick={() => setLeaving(each)}>
                      <IconX size={14} />
                    </ActionIcon>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {writable && <AttachBar noun={noun} id={id} />}
      <Removal noun={noun} id={id} file={leaving} close={() => setLeaving(null)} />
    </Panel>
  );
}

function AttachBar({ noun, id }: { noun: Noun; id: string }) {
  const queries = useQueryClient();
  const [seen, setSeen] = useState(false);
  const reset = useRef<() => void>(null);
  const add = useMutation({
    mutationFn: (file: File) => attachments.add(noun, id, file, seen, newRequest()),
    onSuccess: async (made) => {
      tell(t.added(made.name));
      setSeen(false);
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
    // The same file chosen again is another try.
    onSettled: () => reset.current?.(),
  });
  return (
    <div className={classes.padded}>
      {add.error != null && <ErrorState error={add.error} wrote />}
      <Group justify="space-between" gap="xs" mt="xs">
        <SeenBy seen={seen} set={setSeen} what={t} />
        <FileButton
          resetRef={reset}
          onChange={(file) => file && add.mutate(file)}
          inputProps={{ "aria-label": t.choose, tabIndex: -1 }}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="compact-sm"
              loading={add.isPending}
              leftSection={<IconPaperclip size={14} aria-hidden />}
            >
              {t.add}
            </Button>
          )}
        </FileButton>
      </Group>
    </div>
  );
}

type RemovalProps = { noun: Noun; id: string; file: Attachment | null; close: () => void };

function Removal({ noun, id, file, close }: RemovalProps) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (each: Attachment) => attachments.remove(noun, id, each.id),
    onSuccess: async () => {
      tell(t.removed);
      close();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  return (
    <Confirm
      opened={file !== null}
      title={t.remove(file?.name ?? "")}
      about={t.removeAbout}
      action={t.removeNow}
      busy={remove.isPending}
      error={remove.error}
      act={() => file && remove.mutate(file)}
      close={() => {
        remove.reset();
        close();
      }}
    />
  );
}
