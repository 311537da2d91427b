// A CI exactly as the API gives it.
import { Button } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import type { CiDetail } from "../api/shapes";
import { text } from "../text";
import { copyText } from "../ui/download";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import classes from "./Ci.module.css";

const t = text.cis.raw;

export function RawTab({ ci }: { ci: CiDetail }) {
  const json = JSON.stringify(ci, null, 2);
  return (
    <Panel
      title={t.about}
      flush
      aside={
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconCopy size={14} />}
          onClick={async () => tell((await copyText(json)) ? text.ui.copied : text.ui.notCopied)}
        >
          {t.copy}
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={classes.raw} tabIndex={0}>
        {json}
      </pre>
    </Panel>
  );
}
