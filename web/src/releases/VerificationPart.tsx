// How a release stands against its baseline: a verdict with its reasons, differences, checks, incidents since.
import { Table, Text } from "@mantine/core";
import type { Verification } from "../api/releases";
import { RecordLink } from "../changes/links";
import { text } from "../text";
import { fieldWords, shown } from "../ui/format";
import { CiLink } from "../ui/links";
import { StateMark } from "../ui/StateMark";
import type { StateName } from "../ui/state";
import { Time } from "../ui/Time";
import classes from "./Releases.module.css";
import { reasonWords } from "./reasons";

const t = text.releases.verification;
type Difference = Verification["differences"][number];
type Check = Verification["checks"][number];

const VERDICTS: Record<Verification["verdict"], StateName> = {
  not_begun: "unknown",
  open: "none",
  verified: "ok",
  failed: "down",
};
const WORDS: Record<Difference["verdict"], StateName> = {
  as_planned: "ok",
  not_done: "none",
  otherwise: "degraded",
  unplanned: "down",
};
const CHECKS: Record<string, StateName> = { waiting: "unknown", ready: "none", done: "ok", failed: "down" };

export function VerificationPart({ found }: { found: Verification }) {
  return (
    <div className={classes.stack}>
      <div>
        <StateMark state={VERDICTS[found.verdict]} word={t.verdicts[found.verdict]} />
        <ul className={classes.reasons}>
          {found.reasons.map((each) => (
            <li key={each}>{reasonWords(each)}</li>
          ))}
        </ul>
        {found.baseline && (
          <Text size="xs" c="dimmed" mt={4}>
            {t.baseline} <Time at={found.baseline.at} /> ({t.revision(found.baseline.revision)},{" "}
            {found.origin})
          </Text>
        )}
      </div>
      {found.baseline && <Differences found={found} />}
      {found.checks.length > 0 && <Checks checks={found.checks} />}
      {found.incidents.length > 0 && <Incidents found={found} />}
    </div>
  );
}

function Differences({ found }: { found: Verification }) {
  if (found.differences.length === 0) return <Text size="sm">{t.noDifference}</Text>;
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label={t.differences}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.verdict}</Table.Th>
            <Table.Th>{t.where}</Table.Th>
            <Table.Th>{t.before}</Table.Th>
            <Table.Th>{t.now}</Table.Th>
            <Table.Th>{t.why}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.differences.map((each) => (
            <Table.Tr key={`${each.ci} ${each.field}`}>
              <Table.Td className={classes.nowrap}>
                <StateMark state={WORDS[each.verdict]} word={t.words[each.verdict]} />
              </Table.Td>
              <Table.Td className={classes.cell}>
                <CiLink id={each.ci}>{found.names[each.ci] ?? each.ci}</CiLink> {fieldWords(each.field)}
              </Table.Td>
              <Table.Td className={classes.cell}>{valueWords(each.before)}</Table.Td>
              <Table.Td className={classes.cell}>{valueWords(each.now)}</Table.Td>
              <Table.Td className={classes.cell}>{reasonWords(each.reason)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function valueWords(value: unknown): string {
  return value === null || value === undefined || value === "" ? t.nothing : shown(value);
}

function Checks({ checks }: { checks: Check[] }) {
  return (
    <div>
      <h3 className={classes.heading}>{t.checks}</h3>
      <ul className={classes.reasons} aria-label={t.checks}>
        {checks.map((each) => (
          <li key={`${each.change} ${each.id}`}>
            <span className={classes.line}>
              <StateMark
                state={CHECKS[each.state] ?? "unknown"}
                word={t.checkStates[each.state] ?? each.state}
              />
              {each.title}
              <RecordLink noun="changes" id={each.change} />
              {each.expected && <span className={classes.note}>{t.expected(each.expected, each.found)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Incidents({ found }: { found: Verification }) {
  return (
    <div>
      <h3 className={classes.heading}>{t.incidents}</h3>
      <ul className={classes.reasons} aria-label={t.incidents}>
        {found.incidents.map((each) => (
          <li key={each.key}>
            <span className={classes.line}>
              <RecordLink noun="incidents" id={each.key} />
              {each.title}
              <span className={classes.note}>{each.reason}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
