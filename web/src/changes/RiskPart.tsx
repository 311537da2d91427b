// How risky a change is: one sentence, its three largest reasons, and every factor behind it.
import { Table, Text } from "@mantine/core";
import type { Assessment, RiskFactor } from "../api/changes";
import type { RecordDetail } from "../api/shapes";
import { text } from "../text";
import { percent, words } from "../ui/format";
import { AnchorLink } from "../ui/links";
import classes from "./Changes.module.css";
import { EvidenceLink, type Told } from "./links";

const t = text.changes.risk;
const MOST_REASONS = 3;
const MOST_EVIDENCE = 4;

const named = (factor: RiskFactor) => t.factors[factor.name] ?? words(factor.name);

export function RiskSentence({ judged, record }: { judged: Assessment; record: RecordDetail }) {
  const { score, level, factors } = judged.risk;
  const reasons = factors.filter((each) => each.contribution > 0).slice(0, MOST_REASONS);
  const overridden = String(record.attributes.risk_override ?? "");
  return (
    <div className={classes.part}>
      <h3 className={classes.heading}>{t.title}</h3>
      <p className={classes.headline} data-testid="risk">
        {t.said(t.levels[level] ?? level, score)}
        {reasons.length > 0 ? t.most : t.nothing}
      </p>
      <ul className={classes.reasons}>
        {reasons.map((factor) => (
          <li key={factor.name}>
            <span className={classes.points}>{t.points(factor.contribution)}</span>
            <span>
              {named(factor)}: {factor.value}
            </span>
          </li>
        ))}
      </ul>
      <Likelihood judged={judged} />
      {overridden && (
        <Text size="sm" mt={4} fw={600}>
          {t.overridden(t.levels[overridden] ?? overridden, String(record.attributes.risk_reason ?? ""))}
        </Text>
      )}
    </div>
  );
}

/** How probable it is that it fails, with what that rests on; where nothing carries a number, why not. */
function Likelihood({ judged }: { judged: Assessment }) {
  const { likelihood: found, no_probability: why } = judged.risk;
  if (!found)
    return (
      <Text size="sm" mt={6} data-testid="likelihood">
        {t.noProbability(why ?? "")}{" "}
        <AnchorLink to="/calibration" search={{}}>
          {t.noCalibration}
        </AnchorLink>
      </Text>
    );
  const { probability, low, high, failed, changes, base_rate: rate } = found;
  const between = low !== null && high !== null ? t.between(percent(low), percent(high)) : "";
  return (
    <Text size="sm" mt={6} data-testid="likelihood">
      <b>{t.probability(percent(probability), between)}</b>{" "}
      {rate !== null && t.restsOn(failed, changes, percent(rate))}{" "}
      <AnchorLink to="/calibration" search={{}}>
        {t.calibration}
      </AnchorLink>
    </Text>
  );
}

export function FactorTable({ judged, nameOf }: { judged: Assessment } & Told) {
  const { factors } = judged.risk;
  return (
    <details className={classes.details}>
      <summary>{t.all(factors.length)}</summary>
      <Table.ScrollContainer minWidth={560}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right">{t.contribution}</Table.Th>
              <Table.Th>{t.factor}</Table.Th>
              <Table.Th>{t.value}</Table.Th>
              <Table.Th>{t.evidence}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {factors.map((factor) => (
              <Table.Tr key={factor.name}>
                <Table.Td className={classes.points} data-sign={factor.contribution < 0 ? "less" : undefined}>
                  {t.points(factor.contribution)}
                </Table.Td>
                <Table.Td>{named(factor)}</Table.Td>
                <Table.Td>{factor.value}</Table.Td>
                <Table.Td>
                  {factor.evidence.slice(0, MOST_EVIDENCE).map((id, index) => (
                    <span key={id}>
                      {index > 0 && ", "}
                      <EvidenceLink
                        factor={factor.name}
                        id={id}
                        collisions={judged.conflicts}
                        nameOf={nameOf}
                      />
                    </span>
                  ))}{" "}
                  {factor.evidence.length > MOST_EVIDENCE && t.more(factor.evidence.length - MOST_EVIDENCE)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </details>
  );
}
