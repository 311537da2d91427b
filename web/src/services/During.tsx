// Which change the answers on a service's page are told with, what of its plan they leave out, and where that is settled.
import { Alert, Text } from "@mantine/core";
import { Problem } from "../api/problem";
import { text } from "../text";
import { AnchorLink } from "../ui/links";

const t = text.servicePage.during;

type Answer = { data: { not_laid: string[] } | undefined; error: unknown };
type Props = { service: string; change: string; answers: Answer[] };

export function During({ service, change, answers }: Props) {
  const conflicts = answers.find((each) => each.data?.not_laid.length)?.data?.not_laid ?? [];
  const refused = answers.some(({ error }) => error instanceof Problem && error.facts.where === "change");
  const settle = conflicts.length > 0 || refused;
  return (
    <Alert color={settle ? "orange" : "blue"} title={t.title(change)}>
      {conflicts.length > 0 && (
        <>
          <Text size="sm" fw={600}>
            {t.notLaid}
          </Text>
          <ul style={{ margin: "0 0 0.4rem", paddingLeft: "1.1rem" }}>
            {conflicts.map((conflict) => (
              <li key={conflict}>{conflict}</li>
            ))}
          </ul>
        </>
      )}
      <Text size="sm">
        {settle ? "" : `${t.about} `}
        <AnchorLink to="/$noun/$key" params={{ noun: "changes", key: change }} search={{}}>
          {settle ? t.settle(change) : t.open}
        </AnchorLink>
        {" · "}
        <AnchorLink to="/services/$key" params={{ key: service }} search={{}}>
          {t.now}
        </AnchorLink>
      </Text>
    </Alert>
  );
}
