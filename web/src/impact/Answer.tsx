// The answer: words first, then services ranked, CIs, lost redundancy, unknown.
import { Button, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Impact, ServiceHit } from "../api/shapes";
import { text } from "../text";
import { number, shown, words } from "../ui/format";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { type StateName, stateName } from "../ui/state";
import { useClassLabel } from "../ui/useClassLabel";
import { hitWords, nameList } from "./because";
import { DataErrors } from "./DataErrors";
import classes from "./Explorer.module.css";

const t = text.impact;

/** The whole answer in one sentence, with what it stands on. */
export function Headline({ answer, stale }: { answer: Impact; stale: boolean }) {
  return (
    <Panel label={t.answer}>
      <p
        className={classes.headline}
        aria-live="polite"
        data-testid="headline"
        style={{ opacity: stale ? 0.6 : 1 }}
      >
        {answer.headline}
      </p>
      <Text size="xs" c="dimmed" mt={6}>
        {t.revision(answer.revision)}
        {answer.hidden > 0 && ` · ${t.hidden(answer.hidden)}`}
        {answer.truncated && ` · ${t.truncated}`}
      </Text>
    </Panel>
  );
}

type Props = { answer: Impact; selected: string | undefined; select: (ci: string) => void };

export function Answer({ answer, selected, select }: Props) {
  const names = answer.names ?? {};
  const row = { selected, select };
  const label = useClassLabel();
  const hits = new Map(answer.cis.map((hit) => [hit.key, hit]));
  return (
    <>
      <Listing title={t.counts.services} none={t.none.services} items={answer.services}>
        {(service) => (
          <Row
            key={service.key}
            id={service.key}
            state={stateName(service.state)}
            name={service.name}
            note={hitWords(hits.get(service.key), names)}
            figure={<Score service={service} />}
            {...row}
          />
        )}
      </Listing>
      <Listing title={t.counts.cis} none={t.none.cis} items={answer.cis}>
        {(hit) => (
          <Row
            key={hit.key}
            id={hit.key}
            state={stateName(hit.state)}
            name={hit.name}
            note={hitWords(hit, names)}
            figure={hit.already ? label(hit.class) : `${label(hit.class)} · ${text.ui.map.hops(hit.hops)}`}
            {...row}
          />
        )}
      </Listing>
      <Listing title={t.counts.atRisk} none={t.none.atRisk} items={answer.at_risk}>
        {(risk) => (
          <Row
            key={`${risk.key} ${risk.group}`}
            id={risk.key}
            state="at_risk"
            name={names[risk.key] ?? risk.key}
            note={[
              t.atRiskRow(risk.group ?? "–", nameList(risk.left, names), risk.margin),
              risk.services.length ? t.above(nameList(risk.services, names)) : "",
            ]
              .filter(Boolean)
              .join(" · ")}
            {...row}
          />
        )}
      </Listing>
      <Listing
        title={t.counts.unknown}
        none={t.none.unknown}
        items={answer.unknown}
        foot={answer.unknown_elsewhere ? t.unknownElsewhere(answer.unknown_elsewhere) : undefined}
      >
        {(unknown) => (
          <Row
            key={unknown.key}
            id={unknown.key}
            state="unknown"
            name={names[unknown.key] ?? unknown.key}
            note={[
              t.lacks(unknown.missing.map((name) => words(name).toLowerCase()).join(", ")),
              unknown.services?.length ? t.above(nameList(unknown.services, names)) : "",
            ]
              .filter(Boolean)
              .join(" · ")}
            {...row}
          />
        )}
      </Listing>
      <DataErrors title={t.counts.errors} entries={answer.errors ?? []} names={names} />
      <DataErrors title={t.counts.ignored} entries={answer.ignored ?? []} names={names} />
    </>
  );
}

const AT_FIRST = 12;
const THEN = 100;

type ListingProps<T> = {
  title: string;
  none: string;
  items: T[];
  foot?: string;
  children: (item: T) => ReactNode;
};

function Listing<T>({ title, none, items, foot, children }: ListingProps<T>) {
  const [most, setMost] = useState(AT_FIRST);
  const rest = items.length - most;
  return (
    <Panel
      title={title}
      aside={
        <Text size="sm" fw={650}>
          {number(items.length, 0)}
        </Text>
      }
      flush
    >
      {items.slice(0, most).map(children)}
      {items.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="sm">
          {none}
        </Text>
      )}
      {rest > 0 && (
        <Button variant="subtle" size="compact-xs" m={6} onClick={() => setMost(most + THEN)}>
          {t.more(Math.min(rest, THEN))}
        </Button>
      )}
      {foot && (
        <Text size="xs" c="dimmed" px="md" pb="sm">
          {foot}
        </Text>
      )}
    </Panel>
  );
}

type RowProps = {
  id: string;
  state: StateName;
  name: string;
  note?: string;
  figure?: ReactNode;
  selected: string | undefined;
  select: (ci: string) => void;
};

function Row({ id, state, name, note, figure, selected, select }: RowProps) {
  return (
    <UnstyledButton className={classes.hit} aria-pressed={selected === id} onClick={() => select(id)}>
      <StateMark state={state} />
      <span className={classes.name}>{name}</span>
      <span className={classes.figure}>{figure}</span>
      {note && <span className={classes.note}>{note}</span>}
    </UnstyledButton>
  );
}

function Score({ service }: { service: ServiceHit }) {
  return (
    <Tooltip multiline w={260} position="left" label={scoreWords(service)} style={{ whiteSpace: "pre-line" }}>
      <span>
        {t.score} <b>{number(service.score)}</b>
      </span>
    </Tooltip>
  );
}

/** The formula and its figures, one a line. */
export function scoreWords(service: ServiceHit): string {
  const figures = Object.entries(service.factors).map(
    ([factor, value]) =>
      `${t.factor[factor] ?? words(factor)}: ${typeof value === "number" ? number(value, 2) : shown(value)}`,
  );
  return [t.scoreHelp, ...figures].join("\n");
}
