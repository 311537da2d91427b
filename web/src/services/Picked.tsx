// The CI of the map that somebody clicked: what its failure alone means for the service, and where to go from it.
import { CloseButton, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ServiceDetail, SinglePoints } from "../api/shapes";
import { nameList } from "../impact/because";
import { impactQuery } from "../impact/queries";
import { text } from "../text";
import { words } from "../ui/format";
import { AnchorLink, CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { ciQuery } from "../ui/queries";
import { StateMark } from "../ui/StateMark";
import { listText } from "../ui/search-params";
import { Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { lackedWords, pointOf } from "./proof";
import classes from "./Service.module.css";

const HELD = 4;
const t = text.servicePage.picked;

type Props = {
  service: ServiceDetail;
  ci: string;
  points: SinglePoints | undefined;
  close: (ci: undefined) => void;
};

export function Picked({ service, ci, points, close }: Props) {
  const asOf = useAsOf();
  const found = useQuery(ciQuery(ci, asOf));
  const missing = service.lacking.find((each) => each.key === ci)?.missing;
  return (
    <Panel
      label={t.title}
      title={found.data?.name ?? ci}
      aside={<CloseButton size="sm" aria-label={t.close} onClick={() => close(undefined)} />}
    >
      <Loaded answer={found} rows={2}>
        {(data) => (
          <>
            <Text size="xs" c="dimmed">
              {data.class_label ?? words(data.class)}
            </Text>
            {points && <Meaning service={service} ci={ci} points={points} />}
            {missing && <Text size="sm">{t.lacks(missing.map((name) => lackedWords(name)).join(", "))}</Text>}
            <Group gap="md" mt={6}>
              <CiLink id={ci}>{t.opened}</CiLink>
              <AnchorLink to="/impact" search={{ ci: listText([ci]), select: service.key }}>
                {t.impactOf(data.name)}
              </AnchorLink>
            </Group>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Meaning({ service, ci, points }: { service: ServiceDetail; ci: string; points: SinglePoints }) {
  if (ci === service.key) return <Text size="sm">{t.itself}</Text>;
  const point = pointOf(points, ci);
  if (points.spofs.includes(ci))
    return (
      <>
        <Text size="sm" fw={600}>
          {t.single}
        </Text>
        {point && <Steps point={point} />}
      </>
    );
  return (
    <>
      <Text size="sm">{t.held}</Text>
      <Holds ci={ci} />
    </>
  );
}

export function Steps({ point }: { point: { steps: { key: string; sentence: string }[] } }) {
  if (point.steps.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {text.servicePage.points.noReason}
      </Text>
    );
  return (
    <ol className={classes.steps}>
      {point.steps.map((step) => (
        <li key={step.key}>{step.sentence}</li>
      ))}
    </ol>
  );
}

/** What carries the service when the CI fails: the redundancy that is used up on the way. */
function Holds({ ci }: { ci: string }) {
  const asOf = useAsOf();
  const scenario = { failures: [{ ci, state: "down" as const }], ...(asOf ? { as_of: asOf } : {}) };
  const answer = useQuery(impactQuery(scenario));
  return (
    <Loaded answer={answer} rows={2}>
      {({ headline, at_risk: atRisk, names }) => (
        <>
          <Text size="xs" c="dimmed">
            {t.withItDown} {headline}
          </Text>
          <ul className={classes.plain}>
            {atRisk.slice(0, HELD).map((risk) => (
              <li key={`${risk.key} ${risk.group}`}>
                <StateMark state="at_risk" word={names[risk.key] ?? risk.key} />{" "}
                <Text span size="xs" c="dimmed">
                  {text.impact.atRiskRow(risk.group ?? "–", nameList(risk.left, names), risk.margin)}
                </Text>
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}
