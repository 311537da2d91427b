// The ranking as a CSV file: every CI that fits the filters, in the order of the list.
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import * as api from "../api/calls";
import { text } from "../text";
import { saveFile } from "../ui/download";
import { tell, warn } from "../ui/notify";
import { rankingCsv } from "./ranking";
import { MOST, type Narrowed } from "./search";

const t = text.weakPoints;
const GAINS = 20;

export function ExportButton({ narrowed, asOf }: { narrowed: Narrowed; asOf: string | undefined }) {
  const [working, setWorking] = useState(false);
  const run = async () => {
    setWorking(true);
    try {
      const ranking = await api.weakPoints.rank({ ...narrowed, top: MOST, gain: GAINS }, asOf);
      saveFile("weak-points.csv", rankingCsv(ranking), "text/csv;charset=utf-8");
      tell(t.exported(ranking.items.length));
    } catch (error) {
      warn(`${t.exportFailed} ${error instanceof Error ? error.message : ""}`);
    } finally {
      setWorking(false);
    }
  };
  return (
    <Button variant="default" leftSection={<IconDownload size={15} />} onClick={run} disabled={working}>
      {working ? t.exporting : t.export}
    </Button>
  );
}
