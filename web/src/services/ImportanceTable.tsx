// What the service's unavailability owes to each CI, in the four measures of the field.
import { Button, Table, Text, Tooltip } from "@mantine/core";
import { useState } from "react";
import type { Availability } from "../api/shapes";
import { text } from "../text";
import { number, percent } from "../ui/format";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { useWide } from "../ui/useWide";
import { factorWords, probabilityWords } from "./reliability";
import classes from "./Service.module.css";

const AT_FIRST = 10;
const STEP = 50;
const MEASURES = ["unavailability", "fussell_vesely", "birnbaum", "raw", "rrw"] as const;
const NARROW = ["fussell_vesely", "raw"];
const t = text.servicePage.importance;

export function ImportanceTable({ found }: { found: Availability }) {
  const [most, setMost] = useState(AT_FIRST);
  const wide = useWide();
  const measures = MEASURES.filter((name) => wide || NARROW.includes(name));
  const rest = found.importance.length - most;
  return (
    <Panel
      title={t.title}
      flush
      aside={
        <Text size="sm" fw={650}>
          {number(found.contributors, 0)}
        </Text>
      }
    >
      {found.importance.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="sm">
          {t.none}
        </Text>
      ) : (
        <Table aria-label={t.title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t.ci}</Table.Th>
              {measures.map((name) => (
                <Table.Th key={name} ta="right">
                  <Tooltip label={t.measures[name].means} multiline w={280}>
                    <span className={classes.defined}>{t.measures[name].label}</span>
                  </Tooltip>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found.importance.slice(0, most).map((each) => {
              const figures = {
                unavailability: probabilityWords(each.unavailability),
                fussell_vesely: each.fussell_vesely == null ? "–" : percent(each.fussell_vesely),
                birnbaum: each.birnbaum == null ? "–" : number(each.birnbaum, 4),
                raw: factorWords(each.risk_achievement_worth),
                rrw: factorWords(each.risk_reduction_worth),
              };
              return (
                <Table.Tr key={each.key}>
                  <Table.Td>
                    <CiLink id={each.key}>{found.names[each.key] ?? each.key}</CiLink>
                  </Table.Td>
                  {measures.map((name) => (
                    <Table.Td key={name} ta="right" style={{ whiteSpace: "nowrap" }}>
                      {figures[name]}
                    </Table.Td>
                  ))}
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      )}
      {rest > 0 && (
        <Button variant="subtle" size="compact-xs" m={6} onClick={() => setMost(most + STEP)}>
          {t.more(Math.min(rest, STEP))}
        </Button>
      )}
      {found.hidden > 0 && (
        <Text size="xs" c="dimmed" px="md">
          {text.servicePage.lacking.hidden(found.hidden)}
        </Text>
      )}
      <details className={classes.definitions}>
        <summary>{t.meaning}</summary>
        <dl>
          {MEASURES.map((name) => (
            <div key={name}>
              <dt>{t.measures[name].label}</dt>
              <dd>{t.measures[name].means}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Panel>
  );
}
