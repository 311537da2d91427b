// The probable causes, best first: a sentence, then each with what it explains, what speaks against it, and why.
import { Group, Text, UnstyledButton } from "@mantine/core";
import type { RootCause, RootCauses } from "../api/shapes";
import explorer from "../impact/Explorer.module.css";
import { text } from "../text";
import { number } from "../ui/format";
import { ButtonLink, CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { listText } from "../ui/search-params";
import classes from "./RootCause.module.css";
import { fitOf } from "./verdict";

const t = text.rootCause;

type Props = {
  answer: RootCauses;
  selected: RootCause | undefined;
  stale: boolean;
  nameOf: (key: string) => string;
  select: (cause: RootCause) => void;
};

export function Causes({ answer, selected, stale, nameOf, select }: Props) {
  const { causes, hidden, down } = answer;
  const fit = fitOf(causes);
  const namesOf = (cause: RootCause) => cause.cause.map(nameOf).join(t.and);
  const best = causes[0];
  const equal = causes.filter((each) => each !== best && each.score === best?.score).length;
  const sentence =
    best && fit !== "none"
      ? t.best[fit](namesOf(best), best.explains.length, down.length, best.contradicts.length)
      : t.best.none;
  return (
    <>
      <Panel label={text.impact.answer}>
        <p
          className={explorer.headline}
          aria-live="polite"
          data-testid="headline"
          style={{ opacity: stale ? 0.6 : 1 }}
        >
          {sentence}
        </p>
        {(fit === "poor" || fit === "none") && (
          <Text size="sm" mt={6}>
            {t.poorAbout}
          </Text>
        )}
        {equal > 0 && fit !== "poor" && (
          <Text size="sm" mt={6}>
            {t.equal(equal)}
          </Text>
        )}
        <Text size="xs" c="dimmed" mt={6}>
          {text.impact.revision(answer.revision)}
          {hidden > 0 && ` · ${t.hidden(hidden)}`}
        </Text>
      </Panel>
      <Panel
        title={t.causes}
        flush
        aside={
          <Text size="sm" fw={650}>
            {number(causes.length, 0)}
          </Text>
        }
      >
        <ol className={classes.causes} aria-label={t.causes}>
          {causes.map((cause) => (
            <li key={cause.cause.join()} data-selected={cause === selected || undefined}>
              <UnstyledButton
                className={classes.cause}
                aria-pressed={cause === selected}
                onClick={() => select(cause)}
              >
                <span className={classes.name}>{namesOf(cause)}</span>
                <span className={classes.score}>{t.score(cause.score)}</span>
                <span className={classes.counts}>{countsOf(cause, down.length)}</span>
              </UnstyledButton>
              {cause === selected && <Details cause={cause} nameOf={nameOf} />}
            </li>
          ))}
        </ol>
      </Panel>
    </>
  );
}

function countsOf(
  { explains, partly, misses, contradicts, doubts, predicted }: RootCause,
  down: number,
): string {
  return [
    t.explains(explains.length, down),
    partly.length > 0 && t.partly(partly.length),
    misses.length > 0 && t.misses(misses.length),
    t.contradicts(contradicts.length),
    doubts.length > 0 && t.doubts(doubts.length),
    t.predicts(predicted),
  ]
    .filter(Boolean)
    .join(" · ");
}

function Details({ cause, nameOf }: { cause: RootCause; nameOf: (key: string) => string }) {
  return (
    <div className={classes.details}>
      <Text size="xs" fw={600}>
        {t.reasons}
      </Text>
      <ul className={classes.reasons}>
        {cause.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <Group gap="sm" mt={6}>
        <ButtonLink size="compact-xs" variant="default" to="/impact" search={{ ci: listText(cause.cause) }}>
          {t.takeDown}
        </ButtonLink>
        {cause.cause.map((ci) => (
          <span key={ci}>
            <CiLink id={ci}>{nameOf(ci)}</CiLink>
          </span>
        ))}
      </Group>
    </div>
  );
}
