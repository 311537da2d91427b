// The board: its next meeting at once, all others below, and the form that plans one.
import { Anchor, Button, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { MeetingRow } from "../api/meetings";
import { may } from "../session/may";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { MeetingForm } from "./MeetingForm";
import { MeetingView } from "./MeetingView";
import { meetingsQuery } from "./queries";

const route = getRouteApi("/board");
const t = text.board;

export function BoardPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const answer = useQuery(meetingsQuery);
  const manages = may(useQuery(sessionQuery).data, "board.manage");
  const [planning, setPlanning] = useState(false);
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={
        manages && (
          <Button variant="default" onClick={() => setPlanning(true)} disabled={planning}>
            {t.plan}
          </Button>
        )
      }
    >
      {planning && (
        <Panel title={t.plan}>
          <MeetingForm close={() => setPlanning(false)} />
        </Panel>
      )}
      <Loaded answer={answer} rows={10}>
        {(found) => {
          const next = found.find((each) => each.is_next);
          return (
            <>
              {next ? (
                <MeetingView
                  id={next.id}
                  shown={search.change}
                  show={(change) => navigate({ search: { change }, replace: true, resetScroll: false })}
                />
              ) : (
                <EmptyState title={t.none}>
                  {t.noneAbout} {!manages && t.mayNotPlan}
                </EmptyState>
              )}
              {found.length > 0 && <AllMeetings meetings={found} />}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function AllMeetings({ meetings }: { meetings: MeetingRow[] }) {
  return (
    <Panel title={t.all} flush>
      <Table.ScrollContainer minWidth={480}>
        <Table aria-label={t.all}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t.columns.meeting}</Table.Th>
              <Table.Th>{t.columns.starts}</Table.Th>
              <Table.Th>{t.columns.state}</Table.Th>
              <Table.Th>{t.columns.chair}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {meetings.map((each) => (
              <Table.Tr key={each.id}>
                <Table.Td>
                  <AnchorLink to="/board/meetings/$id" params={{ id: each.id }} search={{}}>
                    {each.title}
                  </AnchorLink>{" "}
                  <Text span size="xs" c="dimmed" className="mono">
                    {each.id}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Time at={each.starts_at} absolute zoned />
                </Table.Td>
                <Table.Td>{t.states[each.state] ?? each.state}</Table.Td>
                <Table.Td>{each.chair || "–"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" px="md" pb="sm" pt="xs">
        <Anchor href="/api/v1/board/feed.ics">{t.calendar}</Anchor>
      </Text>
    </Panel>
  );
}
