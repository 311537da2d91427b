// The CIs that take a service down alone, nearest first; the one that is looked at with its reasons.
import { Button, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { SinglePoints } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { useClassLabel } from "../ui/useClassLabel";
import classes from "./Service.module.css";

const AT_FIRST = 8;
const t = text.servicePage.points;

type Props = {
  answer: { data: SinglePoints | undefined; error: unknown; refetch: () => unknown };
  selected: string | undefined;
  pick: (ci: string) => void;
};

export function SinglePointList({ answer, selected, pick }: Props) {
  const [all, setAll] = useState(false);
  const label = useClassLabel();
  const count = answer.data?.points.length;
  return (
    <Panel
      title={t.title}
      flush
      aside={
        count !== undefined && (
          <Text size="sm" fw={650}>
            {number(count, 0)}
          </Text>
        )
      }
    >
      <div className={classes.inset}>
        <Loaded answer={answer} rows={6}>
          {({ points, reason, hidden }) => (
            <>
              {points.length === 0 && (
                <Text size="sm" c="dimmed">
                  {reason || t.none}
                </Text>
              )}
              {hidden > 0 && (
                <Text size="xs" c="dimmed">
                  {t.hidden(hidden)}
                </Text>
              )}
            </>
          )}
        </Loaded>
      </div>
      {(all ? answer.data?.points : answer.data?.points.slice(0, AT_FIRST))?.map((point) => (
        <div key={point.key}>
          <UnstyledButton
            className={classes.hit}
            aria-pressed={selected === point.key}
            onClick={() => pick(point.key)}
          >
            <span className={classes.name}>{point.name || point.key}</span>
            <span className={classes.figure}>
              {label(point.class)} · {t.hops(point.hops)}
            </span>
            {point.steps.length > 0 && <span className={classes.note}>{point.steps.at(-1)?.sentence}</span>}
          </UnstyledButton>
        </div>
      ))}
      {!all && count !== undefined && count > AT_FIRST && (
        <Button variant="subtle" size="compact-xs" m={6} onClick={() => setAll(true)}>
          {t.more(count - AT_FIRST)}
        </Button>
      )}
    </Panel>
  );
}
