// Where files are dropped, pasted or chosen, and the ones on their way below it.
import { ActionIcon, Alert, Button, Group, Progress, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconPaperclip, IconX } from "@tabler/icons-react";
import { Problem } from "../api/problem";
import { text } from "../text";
import classes from "./FileDrop.module.css";
import { bytes, number } from "./format";
import { usePastedFiles } from "./pasted";
import { TooLarge, type Upload } from "./useUploads";

const t = text.ui.files;

type Props = {
  label: string;
  limits?: { largest: number; most: number };
  large?: boolean;
  accept?: string;
  several?: boolean;
  paste?: boolean;
  add: (files: File[]) => void;
};

export function FileDrop({ label, limits, large = false, accept, several = true, paste = true, add }: Props) {
  usePastedFiles(add, paste);
  return (
    <Dropzone
      onDrop={add}
      multiple={several}
      className={classes.drop}
      data-large={large}
      aria-label={label}
      inputProps={{ "aria-label": label, accept }}
    >
      <Group gap="sm" wrap="nowrap" style={{ pointerEvents: "none" }}>
        <IconPaperclip size={large ? 22 : 16} stroke={1.6} style={{ flexShrink: 0 }} aria-hidden />
        <span>
          {label}{" "}
          <Text span size={large ? "sm" : "xs"} c="dimmed">
            {paste ? t.how : t.howFile}
            {limits && ` ${t.limits(bytes(limits.largest), number(limits.most))}`}
          </Text>
        </span>
      </Group>
    </Dropzone>
  );
}

type ListProps = { uploads: Upload[]; again: (upload: Upload) => void; leave: (id: string) => void };

export function UploadList({ uploads, again, leave }: ListProps) {
  return (
    <>
      {uploads.map((each) =>
        each.error == null ? (
          <div key={each.id} className={classes.upload} role="status">
            <Text size="sm">
              {t.sending(each.file.name, bytes(each.file.size), Math.floor(each.share * 100))}
            </Text>
            <Progress value={each.share * 100} size="sm" aria-label={each.file.name} />
          </div>
        ) : (
          <Alert
            key={each.id}
            color="red"
            variant="light"
            role="alert"
            my={6}
            p="xs"
            title={t.refused(each.file.name)}
          >
            <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
              <Text size="sm" style={{ overflowWrap: "anywhere", minWidth: 0 }}>
                {reasonOf(each.error)}
              </Text>
              <Group gap={4} wrap="nowrap">
                {mayPass(each.error) && (
                  <Button size="compact-xs" variant="default" onClick={() => again(each)}>
                    {text.ui.errors.retry}
                  </Button>
                )}
                <ActionIcon size="sm" aria-label={t.dismiss(each.file.name)} onClick={() => leave(each.id)}>
                  <IconX size={14} />
                </ActionIcon>
              </Group>
            </Group>
          </Alert>
        ),
      )}
    </>
  );
}

/** Whether the same file may be taken at another try: what the server calls wrong stays wrong. */
function mayPass(error: unknown): boolean {
  if (error instanceof Problem) return error.status >= 500;
  return !(error instanceof TooLarge);
}

/** Why a file was not taken, with what would be. */
export function reasonOf(error: unknown): string {
  if (error instanceof Problem && error.errors.length > 0)
    return error.errors
      .map(
        ({ reason, allowed }) =>
          // A reason may begin with the name of the file, which keeps its small letters.
          `${[reason, allowed ? t.allowed(String(allowed)) : ""].filter(Boolean).join("; ")}.`,
      )
      .join(" ");
  return error instanceof Error ? error.message : String(error);
}
