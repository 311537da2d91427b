// The records of a list as a file: what its query finds, in its order, with its columns. Many are made by a job.
import { Button, Menu } from "@mantine/core";
import { IconDownload, IconFileSpreadsheet, IconFileTypeCsv } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import type { FileFormat, Noun } from "../api/records";
import { text } from "../text";
import { saveFile } from "../ui/download";
import { MENU } from "../ui/menu";
import { tell, warn } from "../ui/notify";
import { newRequest } from "../ui/once";
import { askedPhase } from "./queries";
import type { PhaseChoice } from "./search";
import { type Made, TableJob } from "./TableJob";

const t = text.records.list;
const KINDS = [
  { format: "csv", Icon: IconFileTypeCsv },
  { format: "xlsx", Icon: IconFileSpreadsheet },
] as const;
/** So many are a matter of a second; the server makes no larger workbook while somebody waits. */
const AT_ONCE = 2000;

type Props = {
  asked: { noun: Noun; q: string | undefined; phase: PhaseChoice; asOf: string | undefined };
  sort: string;
  columns: string[];
  /** How many the query finds, where that is known. */
  total: number | null | undefined;
};

export function RecordExport({ asked: { noun, q, phase, asOf }, sort, columns, total }: Props) {
  const [made, setMade] = useState<Made | null>(null);
  const query = { q, phase: askedPhase(phase), sort, columns: columns.join() };
  const save = useMutation({
    mutationFn: async (format: FileFormat) => {
      const name = `${noun}.${format}`;
      if (typeof total === "number" && total <= AT_ONCE) {
        saveFile(name, await api.records.table(noun, query, format, asOf));
        tell(t.exported(name));
      } else {
        setMade({ name, job: await api.records.queueTable(noun, query, format, asOf, newRequest()) });
      }
    },
    onError: (error) => warn(`${t.exportFailed} ${error.message}`),
  });
  return (
    <>
      <Menu {...MENU}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconDownload size={15} aria-hidden />}
            disabled={save.isPending || made !== null}
          >
            {save.isPending || made ? t.exporting : t.export}
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
      {made && <TableJob key={made.job.id} made={made} end={() => setMade(null)} />}
    </>
  );
}
