// What some CIs take down, in one sentence, with the way to the whole answer.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Impact, Scenario } from "../api/shapes";
import { impactQuery } from "../impact/queries";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { listText } from "../ui/search-params";
import { ErrorState } from "../ui/states";
import classes from "./Records.module.css";

const t = text.records.impact;

export type Effect = "down" | "degraded";

export const scenarioOf = (cis: string[], effect: Effect, asOf?: string): Scenario => ({
  failures: cis.map((ci) => ({ ci, state: effect })),
  ...(asOf ? { as_of: asOf } : {}),
});

type Props = {
  cis: string[];
  effect: Effect;
  asOf?: string;
  /** What follows from the answer, below it. */
  children?: (answer: Impact) => ReactNode;
};

export function ImpactSentence({ cis, effect, asOf, children }: Props) {
  const answer = useQuery(impactQuery(scenarioOf(cis, effect, asOf)));
  if (answer.error) return <ErrorState error={answer.error} retry={() => answer.refetch()} />;
  return (
    <div className={classes.said} aria-busy={answer.isFetching}>
      <p
        className={classes.headline}
        aria-live="polite"
        data-testid="record-impact"
        style={{ opacity: answer.isPlaceholderData ? 0.6 : 1, minHeight: "1.3em" }}
      >
        {answer.data?.headline}
      </p>
      {answer.data && children?.(answer.data)}
      <Text size="sm" mt={4}>
        <AnchorLink
          to="/impact"
          search={effect === "degraded" ? { degraded: listText(cis) } : { ci: listText(cis) }}
        >
          {t.open}
        </AnchorLink>
      </Text>
    </div>
  );
}
