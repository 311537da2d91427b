// What each source says of a CI, and how the CI was recognised.
import { Button, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CiDetail } from "../api/shapes";
import { text } from "../text";
import { shown, words } from "../ui/format";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { Attempts } from "./Attempts";
import { attemptsQuery } from "./queries";

const t = text.cis.overview;

export function SourcesPanel({ ci }: { ci: CiDetail }) {
  const sources = ci.sources ?? [];
  const [how, setHow] = useState(false);
  return (
    <Panel title={t.sources}>
      {sources.length === 0 && (
        <Text size="sm" c="dimmed">
          {t.attemptsNone}
        </Text>
      )}
      {sources.map((said) => (
        <details key={`${said.source} ${said.native_id}`} style={{ padding: "0.2rem 0" }}>
          <summary style={{ cursor: "pointer" }}>
            <b>{said.source}</b>{" "}
            <Text span size="xs" c="dimmed">
              {said.native_id && `${t.nativeId} ${said.native_id} · `}
              <Time at={said.last_seen} />
            </Text>
          </summary>
          <Table verticalSpacing={2}>
            <Table.Tbody>
              {Object.entries(said.attributes ?? {}).map(([name, value]) => (
                <Table.Tr key={name}>
                  <Table.Td c="dimmed">{words(name)}</Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{shown(value)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </details>
      ))}
      {sources.length > 0 && !how && (
        <Button variant="subtle" size="compact-xs" mt={4} onClick={() => setHow(true)}>
          {t.attempts}
        </Button>
      )}
      {how && <How id={ci.key} />}
    </Panel>
  );
}

function How({ id }: { id: string }) {
  const attempts = useQuery(attemptsQuery(id));
  return (
    <Loaded answer={attempts} rows={2}>
      {(items) => <Attempts attempts={items} />}
    </Loaded>
  );
}
