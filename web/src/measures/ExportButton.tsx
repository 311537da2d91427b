// What is shown as a CSV file.
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { text } from "../text";
import { saveFile } from "../ui/download";
import { tell, warn } from "../ui/notify";
import type { Sheet } from "./export";

const t = text.measures;

type Props = { file: string; make: () => Promise<Sheet>; disabled?: boolean; of?: string };

export function ExportButton({ file, make, disabled = false, of }: Props) {
  const [working, setWorking] = useState(false);
  const run = async () => {
    setWorking(true);
    try {
      const { csv, rows } = await make();
      saveFile(file, csv, "text/csv;charset=utf-8");
      tell(t.exported(rows));
    } catch (error) {
      warn(`${t.exportFailed} ${error instanceof Error ? error.message : ""}`);
    } finally {
      setWorking(false);
    }
  };
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={15} />}
      onClick={run}
      disabled={disabled || working}
      aria-label={of && `${t.export}: ${of}`}
    >
      {working ? t.exporting : t.export}
    </Button>
  );
}
