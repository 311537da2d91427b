// What of a service's footing is not recorded: never counted as safe.
import { Text } from "@mantine/core";
import type { ServiceDetail } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { lackedWords } from "./proof";
import classes from "./Service.module.css";

const MOST = 50;
const t = text.servicePage.lacking;

export function Lacking({ service }: { service: ServiceDetail }) {
  const { lacking, hidden } = service;
  return (
    <Panel
      title={t.title}
      aside={
        <Text size="sm" fw={650}>
          {number(service.unknown, 0)}
        </Text>
      }
    >
      <Text size="xs" c="dimmed">
        {lacking.length + hidden === 0 ? t.none : t.about}
      </Text>
      <ul className={classes.plain}>
        {lacking.slice(0, MOST).map((each) => (
          <li key={each.key}>
            <CiLink id={each.key}>{each.name}</CiLink>{" "}
            <Text span size="xs" c="dimmed">
              {t.lacks(each.missing.map((name) => lackedWords(name)).join(", "))}
            </Text>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Text size="xs" c="dimmed">
          {t.hidden(hidden)}
        </Text>
      )}
    </Panel>
  );
}
