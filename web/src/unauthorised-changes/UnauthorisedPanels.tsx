// What was edited outside any change: expected, recorded and now; the changes near by; and what is done about it.
import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { RecordDetail } from "../api/shapes";
import type { ControlledEdit, PassedOverChange } from "../api/unauthorised-changes";
import { RecordLink } from "../changes/links";
import { text } from "../text";
import { duration, fieldWords, shown, span } from "../ui/format";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import type { StateName } from "../ui/state";
import { Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { editsQuery, nearQuery } from "./queries";
import { SettleForm } from "./SettleForm";
import classes from "./Unauthorised.module.css";

const t = text.changes.unauthorised;
const SHAPES: Record<string, StateName> = {
  stands: "at_risk",
  back: "ok",
  moved: "unknown",
  gone: "unknown",
};

type Props = { record: RecordDetail; writable: boolean };

export function UnauthorisedPanels({ record, writable }: Props) {
  const edits = useQuery(editsQuery(record.key));
  const near = useQuery(nearQuery(record.key));
  const { edited_by: who, edited_from: source, run, edits: all } = record.attributes;
  // A record without edits tells of a deployment, which the links of the record lead to.
  if (!all) return <>{writable && record.phase === "open" && <SettleForm record={record} deployed />}</>;
  return (
    <>
      <Panel title={t.edits}>
        <Text size="sm" mb="xs">
          {t.by(String(who ?? ""), String(source ?? ""))} {run ? t.byRun(String(run)) : ""}
        </Text>
        <Loaded answer={edits} rows={4}>
          {(found) => (
            <>
              <Edits edits={found} />
              {Number(all ?? 0) > found.length && (
                <Text size="xs" c="dimmed">
                  {t.more(found.length, Number(all))}
                </Text>
              )}
            </>
          )}
        </Loaded>
      </Panel>
      {writable && record.phase === "open" && <SettleForm record={record} />}
      <Panel title={t.near}>
        <Text size="sm" mb="xs">
          {t.nearAbout}
        </Text>
        <Loaded answer={near} rows={3}>
          {(found) => (found.length === 0 ? <Text size="sm">{t.noneNear}</Text> : <Near found={found} />)}
        </Loaded>
      </Panel>
    </>
  );
}

function Edits({ edits }: { edits: ControlledEdit[] }) {
  return (
    <Table aria-label={t.edits} className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t.ci}</Table.Th>
          <Table.Th>{t.attribute}</Table.Th>
          <Table.Th>{t.expected}</Table.Th>
          <Table.Th>{t.recorded}</Table.Th>
          <Table.Th>{t.now}</Table.Th>
          <Table.Th>{t.when}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {edits.map((each) => (
          <Table.Tr key={`${each.revision} ${each.ci} ${each.attribute}`}>
            <Table.Td>
              <CiLink id={each.ci}>{each.name}</CiLink>
            </Table.Td>
            <Table.Td>{fieldWords(each.attribute)}</Table.Td>
            <Table.Td data-label={t.expected}>
              <span className={classes.was}>{shown(each.before)}</span>
            </Table.Td>
            <Table.Td data-label={t.recorded}>
              <span className={classes.to}>{shown(each.after)}</span>
            </Table.Td>
            <Table.Td data-label={t.now}>
              {each.standing === "moved" && `${shown(each.now)}, `}
              <StateMark
                state={SHAPES[each.standing] ?? "unknown"}
                word={t.standings[each.standing] ?? each.standing}
              />
            </Table.Td>
            <Table.Td>
              <Time at={each.at} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Near({ found }: { found: PassedOverChange[] }) {
  return (
    <Table aria-label={t.near} className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t.change}</Table.Th>
          <Table.Th>{t.state}</Table.Th>
          <Table.Th>{t.window}</Table.Th>
          <Table.Th>{t.why}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {found.map((each) => (
          <Table.Tr key={each.key}>
            <Table.Td>
              <RecordLink noun="changes" id={each.key} /> {each.title}
            </Table.Td>
            <Table.Td>{each.state}</Table.Td>
            <Table.Td>
              {each.starts_at && each.ends_at ? span(each.starts_at, each.ends_at) : "–"} (
              {t.away(each.minutes_away ? duration(each.minutes_away * 60) : "")})
            </Table.Td>
            <Table.Td>{each.reason}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
