// The records of a list as a file: what its query finds, in its order, with its columns.
import { Button, Menu } from "@mantine/core";
import { IconDownload, IconFileSpreadsheet, IconFileTypeCsv } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import * as api from "../api/calls";
import type { FileFormat, Noun } from "../api/records";
import { text } from "../text";
import { saveFile } from "../ui/download";
import { MENU } from "../ui/menu";
import { tell, warn } from "../ui/notify";
import { askedPhase } from "./queries";
import type { PhaseChoice } from "./search";

const t = text.records.list;
const KINDS = [
  { format: "csv", Icon: IconFileTypeCsv },
  { format: "xlsx", Icon: IconFileSpreadsheet },
] as const;

type Props = {
  asked: { noun: Noun; q: string | undefined; phase: PhaseChoice; asOf: string | undefined };
  sort: string;
  columns: string[];
};

export function RecordExport({ asked: { noun, q, phase, asOf }, sort, columns }: Props) {
  const save = useMutation({
    mutationFn: (format: FileFormat) =>
      api.records.table(noun, { q, phase: askedPhase(phase), sort, columns: columns.join() }, format, asOf),
    onSuccess: (file, format) => {
      saveFile(`${noun}.${format}`, file);
      tell(t.exported(`${noun}.${format}`));
    },
    onError: (error) => warn(`${t.exportFailed} ${error.message}`),
  });
  return (
    <Menu {...MENU}>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          disabled={save.isPending}
        >
          {save.isPending ? t.exporting : t.export}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map(({ format, Icon }) => (
          <Menu.Item
            key={format}
            leftSection={<Icon size={15} aria-hidden />}
            onClick={() => save.mutate(format)}
          >
            {t.exportAs[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
