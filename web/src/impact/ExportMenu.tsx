// The answer to carry away: link, text for a chat, Mermaid, table, picture.
import { Button, Menu } from "@mantine/core";
import { IconChartDots3, IconLink, IconMessage, IconPhoto, IconShare2, IconTable } from "@tabler/icons-react";
import type { RefObject } from "react";
import * as api from "../api/calls";
import type { Scenario } from "../api/shapes";
import { ReportItem } from "../records/ReportItem";
import { text } from "../text";
import { copyText, saveFile } from "../ui/download";
import type { MapHandle } from "../ui/map/CanvasMap";
import { tell, warn } from "../ui/notify";

const t = text.impact.exports;

type Props = { scenario: Scenario; picture: RefObject<MapHandle | null> };

export function ExportMenu({ scenario, picture }: Props) {
  const attempt = (work: () => Promise<void>) => () => {
    work().catch((error: unknown) => warn(error instanceof Error ? error.message : String(error)));
  };
  const copy = async (content: string) => {
    if (await copyText(content)) tell(text.ui.copied);
    else warn(text.ui.notCopied);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconShare2 size={15} />}>
          {text.impact.export}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ReportItem scenario={scenario} />
        <Menu.Item leftSection={<IconLink size={15} />} onClick={attempt(() => copy(window.location.href))}>
          {t.link}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconMessage size={15} />}
          onClick={attempt(async () =>
            copy(`${await api.impact.text(scenario, "text")}\n${window.location.href}`),
          )}
        >
          {t.text}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconChartDots3 size={15} />}
          onClick={attempt(async () => copy(await api.impact.text(scenario, "mermaid")))}
        >
          {t.mermaid}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTable size={15} />}
          onClick={attempt(async () =>
            saveFile("impact.csv", await api.impact.text(scenario, "csv"), "text/csv;charset=utf-8"),
          )}
        >
          {t.csv}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPhoto size={15} />}
          onClick={attempt(async () => {
            if (picture.current) saveFile("impact.png", await picture.current.picture());
          })}
        >
          {t.png}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
