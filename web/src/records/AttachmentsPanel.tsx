// Files at a record: attached, downloaded, and taken away with their content.
import { ActionIcon, Anchor, Group, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Attachment, attachments } from "../api/beside";
import type { Noun } from "../api/records";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { FileDrop, UploadList } from "../ui/FileDrop";
import { bytes } from "../ui/format";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { useUploads } from "../ui/useUploads";
import classes from "./Records.module.css";
import { SeenBy, SeenMark } from "./SeenBy";

const t = text.records.attachments;

type Props = { noun: Noun; id: string; writable: boolean };

const attachmentsQuery = (noun: Noun, id: string) =>
  queryOptions({
    queryKey: ["graph", "attachments", noun, id],
    queryFn: () => attachments.list(noun, id),
  });

export function AttachmentsPanel({ noun, id, writable }: Props) {
  const found = useQuery(attachmentsQuery(noun, id));
  const [leaving, setLeaving] = useState<Attachment | null>(null);
  return (
    <Panel title={t.title} flush>
      <Loaded answer={found} rows={2}>
        {({ items: files }) =>
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
      {writable && found.data && <AttachBar noun={noun} id={id} limits={found.data} />}
      <Removal noun={noun} id={id} file={leaving} close={() => setLeaving(null)} />
    </Panel>
  );
}

type BarProps = { noun: Noun; id: string; limits: { largest: number; most: number } };

function AttachBar({ noun, id, limits }: BarProps) {
  const queries = useQueryClient();
  const [seen, setSeen] = useState(false);
  const { uploads, add, again, leave } = useUploads(
    (file, once, progress) => attachments.add(noun, id, { file, seen, once, progress }),
    async (file) => {
      tell(t.added(file.name));
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
    limits.largest,
  );
  return (
    <div className={classes.padded}>
      <UploadList uploads={uploads} again={again} leave={leave} />
      <Group gap="xs" my="xs">
        <SeenBy seen={seen} set={setSeen} what={t} />
      </Group>
      <FileDrop label={t.add} limits={limits} add={add} />
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
