// Files that go along once a report is sent.
import { ActionIcon, Alert } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { FileLimits } from "../api/portal";
import { text } from "../text";
import { FileDrop } from "../ui/FileDrop";
import { bytes, number } from "../ui/format";
import { TooLarge } from "../ui/useUploads";
import classes from "./Portal.module.css";

const t = text.portal.files;

type Props = { files: File[]; set: (files: File[]) => void; limits: FileLimits | undefined };
type Refused = { name: string; reason: string };

export function ChosenFiles({ files, set, limits }: Props) {
  const [refused, setRefused] = useState<Refused[]>([]);
  const add = (more: File[]) => {
    const { largest, most } = limits ?? { largest: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY };
    const fitting = more.filter((file) => file.size <= largest);
    const all = [...files.filter((file) => !fitting.some((each) => each.name === file.name)), ...fitting];
    set(all.slice(0, most));
    setRefused([
      ...more
        .filter((file) => file.size > largest)
        .map((file) => ({ name: file.name, reason: new TooLarge(file, largest).message })),
      ...all.slice(most).map(({ name }) => ({ name, reason: t.tooMany(number(most, 0)) })),
    ]);
  };
  return (
    <div>
      <FileDrop label={t.add} large {...(limits && { limits })} add={add} />
      {refused.map(({ name, reason }) => (
        <Alert
          key={name}
          color="red"
          variant="light"
          role="alert"
          mt="xs"
          p="xs"
          title={text.ui.files.refused(name)}
          withCloseButton
          closeButtonLabel={text.ui.files.dismiss(name)}
          onClose={() => setRefused(refused.filter((each) => each.name !== name))}
        >
          {reason}
        </Alert>
      ))}
      {files.length > 0 && (
        <ul className={classes.lines} style={{ marginTop: "0.5rem" }} aria-label={t.chosen}>
          {files.map((file) => (
            <li key={file.name} className={classes.line} style={{ flexWrap: "nowrap" }}>
              <span className={classes.lineWords}>
                {file.name} <span className={classes.small}>{bytes(file.size)}</span>
              </span>
              <ActionIcon
                size="lg"
                aria-label={t.leave(file.name)}
                onClick={() => set(files.filter((each) => each !== file))}
              >
                <IconX size={18} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
