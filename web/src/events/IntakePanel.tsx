// Where monitoring sends its alerts: the two addresses to copy, and the token that they need.
import { ActionIcon, Text } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { text } from "../text";
import { copyText } from "../ui/download";
import { AnchorLink } from "../ui/links";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import classes from "./Events.module.css";

const t = text.events.intake;

export function IntakePanel() {
  const here = `${window.location.origin}/api/v1/events`;
  return (
    <Panel title={t.title}>
      <div className={classes.stack}>
        <Text size="sm">
          {t.about}{" "}
          <AnchorLink to="/people" search={{ tab: "tokens" }}>
            {t.token}
          </AnchorLink>
        </Text>
        <Address what={t.alertmanager} address={`${here}/alertmanager`} />
        <Address what={t.plain} address={here} />
        <Text size="xs" c="dimmed">
          {t.fields}
        </Text>
      </div>
    </Panel>
  );
}

function Address({ what, address }: { what: string; address: string }) {
  return (
    <p className={classes.address}>
      {what}: <code className="mono">{address}</code>
      <ActionIcon
        aria-label={t.copy(what)}
        onClick={async () => tell((await copyText(address)) ? text.ui.copied : text.ui.notCopied)}
      >
        <IconCopy size={15} />
      </ActionIcon>
    </p>
  );
}
