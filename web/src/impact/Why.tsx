// Why the selected CI is hit, step by step down to what failed; or why it holds.
import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as api from "../api/calls";
import type { Evidence, Impact, Scenario } from "../api/shapes";
import { text } from "../text";
import { number, percent } from "../ui/format";
import { CiLink } from "../ui/links";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { stateName } from "../ui/state";
import { ErrorState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { useAsOf } from "../ui/useAsOf";
import { scoreWords } from "./Answer";
import classes from "./Explorer.module.css";
import { explainQuery, whyNotQuery } from "./queries";

const t = text.impact;

type Props = {
  scenario: Scenario;
  answer: Impact | undefined;
  ci: string;
  failed: boolean;
  toggle: () => void;
  close: () => void;
};

export function Why({ scenario, answer, ci, failed, toggle, close }: Props) {
  if (!answer) return null;
  const hit =
    answer.cis.find((other) => other.key === ci) ?? answer.services.find((other) => other.key === ci);
  const service = answer.services.find((other) => other.key === ci);
  const name = hit?.name ?? answer.names?.[ci] ?? ci;
  return (
    <Panel
      title={hit ? t.why(name) : t.whyNot(name)}
      aside={
        <ActionIcon aria-label={t.closeWhy} onClick={close}>
          <IconX size={15} />
        </ActionIcon>
      }
    >
      <div className={hit ? classes.proof : undefined}>
        {hit ? <Proof scenario={scenario} ci={ci} /> : <Holds scenario={scenario} ci={ci} />}
      </div>
      {service && (
        <Text size="xs" c="dimmed" mt={6}>
          {t.score} {number(service.score)}: {scoreWords(service).replaceAll("\n", " · ")}
        </Text>
      )}
      <Group gap="xs" mt="sm">
        <Button size="compact-xs" variant="default" onClick={toggle}>
          {failed ? t.bringBack : t.takeDown}
        </Button>
        <CiLink id={ci}>{t.openPage}</CiLink>
      </Group>
    </Panel>
  );
}

function Proof({ scenario, ci }: { scenario: Scenario; ci: string }) {
  const proof = useQuery(explainQuery(scenario, ci));
  return (
    <Loaded answer={proof} rows={5}>
      {({ steps, evidence, names }) => (
        <>
          <ol className={classes.steps}>
            {steps.map((step) => (
              <li key={step.key}>
                <StateMark state={stateName(step.state)} word={false} /> {step.sentence}
              </li>
            ))}
          </ol>
          {evidence && <Weakest evidence={evidence} names={names ?? {}} />}
        </>
      )}
    </Loaded>
  );
}

function Holds({ scenario, ci }: { scenario: Scenario; ci: string }) {
  const whyNot = useQuery(whyNotQuery(scenario, ci));
  return (
    <Loaded answer={whyNot} rows={2}>
      {({ sentences, reason }) => (
        <ul style={{ margin: 0, paddingLeft: "1.1rem" }}>
          {(sentences.length ? sentences : [reason ?? ""]).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}

function Weakest({ evidence, names }: { evidence: Evidence; names: Record<string, string> }) {
  const asOf = useAsOf();
  const queries = useQueryClient();
  const { consumer = "", provider = "", type = "", confidence, last_verified: verified } = evidence;
  const verify = useMutation({
    mutationFn: () => verifyRelation(consumer, provider, type),
    onSuccess: () => {
      tell(t.verifiedNow);
      return queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const sentence = [names[consumer] ?? consumer, type.replaceAll("_", " "), names[provider] ?? provider].join(
    " ",
  );
  return (
    <div style={{ borderTop: "1px solid var(--line)", paddingTop: 6 }}>
      <Text size="xs" c="dimmed">
        <b>{t.weakest}</b>: {sentence}
        {confidence != null && ` · ${t.confidence(percent(confidence))}`} ·{" "}
        {verified ? (
          <>
            {t.verified} <Time at={verified} />
          </>
        ) : (
          t.neverVerified
        )}
      </Text>
      {!asOf && (
        <Button
          size="compact-xs"
          variant="default"
          mt={4}
          loading={verify.isPending}
          onClick={() => verify.mutate()}
        >
          {t.verify}
        </Button>
      )}
      {verify.error != null && <ErrorState error={verify.error} wrote />}
    </div>
  );
}

/** Marks every relation of this type between the two as checked now. */
async function verifyRelation(consumer: string, provider: string, type: string) {
  const { relations } = await api.cis.get(consumer, undefined);
  const meant = relations.filter(
    (each) =>
      each.type === type &&
      [each.from, each.to].includes(consumer) &&
      [each.from, each.to].includes(provider),
  );
  for (const relation of meant) {
    await api.relations.change(relation.id, relation.revision, { last_verified: new Date().toISOString() });
  }
}
