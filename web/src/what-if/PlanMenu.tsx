// The plan to carry away and to bring back: a file, a link.
import { Button, FileButton, Menu } from "@mantine/core";
import { IconDownload, IconFolderOpen, IconLink, IconNotes, IconTrash } from "@tabler/icons-react";
import { useRef } from "react";
import { text } from "../text";
import { copyText, saveFile } from "../ui/download";
import { tell, warn } from "../ui/notify";
import { EMPTY, isEmpty, type Plan, readPlan } from "./plan";

const t = text.whatIf.menu;

type Props = {
  plan: Plan;
  long: boolean;
  set: (plan: Plan, also?: { ci?: string; select?: string }) => void;
};

export function PlanMenu({ plan, long, set }: Props) {
  const choose = useRef<(() => void) | null>(null);
  const again = useRef<() => void>(null);
  const open = async (file: File | null) => {
    if (!file) return;
    again.current?.();
    try {
      const read = readPlan(await file.text());
      set(read, { ci: undefined, select: undefined });
      tell(t.opened(read.title || file.name));
    } catch (error) {
      const word = error instanceof Error ? error.message : "";
      warn(`${t.notOpened}: ${file.name}. ${t.faults[word] ?? word}`);
    }
  };
  const link = async () => {
    if (long) return warn(t.linkDraft);
    if (await copyText(window.location.href)) tell(text.ui.copied);
    else warn(text.ui.notCopied);
  };
  return (
    <>
      <FileButton
        resetRef={again}
        onChange={open}
        accept="application/json,.json"
        inputProps={{ "aria-label": t.open }}
      >
        {({ onClick }) => {
          choose.current = onClick;
          return null;
        }}
      </FileButton>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconNotes size={15} />}>
            {t.keep}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconDownload size={15} />}
            disabled={isEmpty(plan)}
            onClick={() => saveFile(fileName(plan), `${JSON.stringify(plan, null, 2)}\n`, "application/json")}
          >
            {t.save}
          </Menu.Item>
          <Menu.Item leftSection={<IconFolderOpen size={15} />} onClick={() => choose.current?.()}>
            {t.open}
          </Menu.Item>
          <Menu.Item leftSection={<IconLink size={15} />} disabled={isEmpty(plan)} onClick={link}>
            {t.link}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={15} />}
            disabled={isEmpty(plan)}
            onClick={() => set(EMPTY, { ci: undefined, select: undefined })}
          >
            {t.clear}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function fileName(plan: Plan): string {
  const word = (plan.title ?? "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return `${word || t.untitled}.plan.json`;
}
