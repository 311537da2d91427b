// A meeting: agenda left, the change that is shown in the middle, the bar that decides below it, who is there.
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Meeting, meetings } from "../api/meetings";
import { may } from "../session/may";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { span } from "../ui/format";
import { useKeys } from "../ui/keys";
import { ButtonLink } from "../ui/links";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { Agenda } from "./Agenda";
import classes from "./Board.module.css";
import { beside } from "./clock";
import { Facts } from "./Facts";
import { ItemClock } from "./ItemClock";
import { MeetingForm } from "./MeetingForm";
import { MinutesPanel } from "./MinutesPanel";
import { meetingQuery } from "./queries";
import { Seats } from "./Seats";
import { VoiceBar } from "./VoiceBar";

const t = text.board.meeting;

type Props = { id: string; shown: string | undefined; show: (change: string) => void };

export function MeetingView({ id, shown, show }: Props) {
  const answer = useQuery(meetingQuery(id));
  return (
    <Loaded answer={answer} rows={12}>
      {(meeting) => (
        <>
          <Head meeting={meeting} />
          {meeting.state === "closed" && <MinutesPanel id={id} />}
          {(meeting.state === "planned" || meeting.state === "open") && (
            <Room meeting={meeting} shown={shown} show={show} />
          )}
        </>
      )}
    </Loaded>
  );
}

function Head({ meeting }: { meeting: Meeting }) {
  const manages = may(useQuery(sessionQuery).data, "board.manage");
  const state = text.board.states[meeting.state] ?? meeting.state;
  const running = meeting.state === "planned" || meeting.state === "open";
  const [changing, setChanging] = useState(false);
  return (
    <Panel label={meeting.title}>
      <Group justify="space-between" gap="sm" align="flex-start">
        <div>
          <h2 className={classes.title}>{meeting.title}</h2>
          <Text size="sm">
            {span(meeting.starts_at, meeting.ends_at)} · <strong>{state}</strong>
            {meeting.chair && ` · ${text.board.columns.chair}: ${meeting.chair}`}
          </Text>
        </div>
        <Group gap="xs">
          {running && (
            <ButtonLink
              to="/board/meetings/$id/pack"
              params={{ id: meeting.id }}
              search={{}}
              variant="default"
            >
              {t.pack}
            </ButtonLink>
          )}
          {manages && meeting.state === "planned" && (
            <Button variant="default" aria-expanded={changing} onClick={() => setChanging(!changing)}>
              {text.board.change}
            </Button>
          )}
          {manages && running && <Steps meeting={meeting} />}
        </Group>
      </Group>
      {changing && meeting.state === "planned" && (
        <MeetingForm meeting={meeting} close={() => setChanging(false)} />
      )}
    </Panel>
  );
}

function Steps({ meeting }: { meeting: Meeting }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState<"close" | "cancel" | null>(null);
  const take = useMutation({
    mutationFn: (step: "open" | "close" | "cancel") => meetings.step(meeting.id, step, newRequest()),
    onSuccess: (_, step) => {
      setAsking(null);
      tell({ open: t.opened, close: t.closed, cancel: t.cancelled }[step]);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  const waiting = meeting.items.filter((each) => each.state === "approval").length;
  const ask = (step: "close" | "cancel") => {
    take.reset();
    setAsking(step);
  };
  return (
    <>
      {meeting.state === "planned" ? (
        <>
          <Button variant="default" onClick={() => ask("cancel")}>
            {t.cancel}
          </Button>
          <Button onClick={() => take.mutate("open")} loading={take.isPending && asking === null}>
            {t.open}
          </Button>
        </>
      ) : (
        <Button onClick={() => ask("close")}>{t.close}</Button>
      )}
      {take.error != null && asking === null && <ErrorState error={take.error} wrote />}
      <Confirm
        opened={asking !== null}
        title={asking === "cancel" ? t.cancelTitle : t.closeTitle}
        about={asking === "cancel" ? t.cancelAbout : t.closeAbout(waiting)}
        action={asking === "cancel" ? t.cancel : t.close}
        busy={take.isPending}
        error={take.error}
        act={() => asking && take.mutate(asking)}
        close={() => setAsking(null)}
      />
    </>
  );
}

function Room({
  meeting,
  shown,
  show,
}: {
  meeting: Meeting;
  shown: string | undefined;
  show: Props["show"];
}) {
  const keys = meeting.items.map((each) => each.change);
  const item =
    meeting.items.find((each) => each.change === shown) ??
    meeting.items.find((each) => each.change === meeting.current) ??
    meeting.items[0];
  const step = (by: 1 | -1) => {
    const next = beside(keys, item?.change, by);
    if (next && next !== item?.change) show(next);
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    n: () => step(1),
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
  });
  return (
    <div className={classes.room}>
      <div className={classes.side}>
        <Agenda meeting={meeting} shown={item?.change} show={show} />
        <Seats meeting={meeting} />
      </div>
      <div className={classes.centre}>
        {item ? (
          <>
            {meeting.state === "open" && <ItemClock meeting={meeting} change={item.change} />}
            <Facts key={item.change} meeting={meeting} item={item} />
            <VoiceBar key={`voice ${item.change}`} meeting={meeting} item={item} />
          </>
        ) : (
          <Panel label={text.board.agenda.empty}>
            <EmptyState title={text.board.agenda.empty}>{text.board.agenda.emptyAbout}</EmptyState>
          </Panel>
        )}
      </div>
    </div>
  );
}
