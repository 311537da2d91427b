// With what a change collides: how badly, in which way, with what, where, and why.
import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import type { Collision, Severity } from "../api/changes";
import { text } from "../text";
import { words } from "../ui/format";
import { CiLink } from "../ui/links";
import { StateMark } from "../ui/StateMark";
import type { StateName } from "../ui/state";
import classes from "./Changes.module.css";
import { type Told, WithLink } from "./links";

const t = text.changes.collisions;
const SHAPES: Record<Severity, StateName> = {
  critical: "down",
  high: "degraded",
  medium: "at_risk",
  low: "unknown",
};

export function SeverityMark({ severity }: { severity: Severity }) {
  return <StateMark state={SHAPES[severity]} word={t.severities[severity] ?? severity} />;
}

type Props = Told & {
  collisions: Collision[];
  label: string;
  /** Whose collisions they are, where they are of several changes. */
  of?: (collision: Collision) => ReactNode;
};

export function CollisionTable({ collisions, label, of, nameOf }: Props) {
  return (
    <div className={classes.wide}>
      <Table aria-label={label} className={classes.collisions}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.severity}</Table.Th>
            {of && <Table.Th>{t.change}</Table.Th>}
            <Table.Th>{t.kind}</Table.Th>
            <Table.Th>{t.with}</Table.Th>
            <Table.Th>{t.at}</Table.Th>
            <Table.Th>{t.reason}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {collisions.map((each, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two may differ in their reason only, and none moves
            <Table.Tr key={index}>
              <Table.Td className={classes.nowrap}>
                <SeverityMark severity={each.severity} />
              </Table.Td>
              {of && <Table.Td>{of(each)}</Table.Td>}
              <Table.Td className={classes.nowrap}>{t.kinds[each.kind] ?? words(each.kind)}</Table.Td>
              <Table.Td>
                <WithLink collision={each} />
              </Table.Td>
              <Table.Td>{each.ci && <CiLink id={each.ci}>{nameOf(each.ci)}</CiLink>}</Table.Td>
              <Table.Td className={classes.reason}>{each.reason}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
