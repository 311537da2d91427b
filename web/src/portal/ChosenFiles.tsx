// Files that go along once a report is sent.
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { text } from "../text";
import { FileDrop } from "../ui/FileDrop";
import { bytes } from "../ui/format";
import classes from "./Portal.module.css";

const t = text.portal.files;

export function ChosenFiles({ files, set }: { files: File[]; set: (files: File[]) => void }) {
  const add = (more: File[]) =>
    set([...files.filter((file) => !more.some((each) => each.name === file.name)), ...more]);
  return (
    <div>
      <FileDrop label={t.add} large add={add} />
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
