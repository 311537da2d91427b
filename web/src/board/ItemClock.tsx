// The clock of the change that is spoken of, and the button that starts it for another.
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Meeting, meetings } from "../api/meetings";
import { may } from "../session/may";
import { text } from "../text";
import { newRequest } from "../ui/once";
import { sessionQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";
import classes from "./Board.module.css";
import { spent } from "./clock";

const t = text.board.clock;

export function ItemClock({ meeting, change }: { meeting: Meeting; change: string }) {
  const queries = useQueryClient();
  const manages = may(useQuery(sessionQuery).data, "board.manage");
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(ticking);
  }, []);
  const turn = useMutation({
    mutationFn: () => meetings.turn(meeting.id, change, newRequest()),
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph", "meeting", meeting.id] }),
  });
  const time = meeting.current_since ? spent(meeting.current_since, meeting.minutes_per_item, now) : null;
  return (
    <>
      <Group className={classes.clock} gap="sm" justify="space-between">
        {time && (
          <Text span size="sm">
            <span className="mono">{meeting.current}</span>{" "}
            <span
              role="timer"
              aria-label={t.label(meeting.current)}
              data-over={time.over}
              className={classes.time}
            >
              {t.of(time.said, meeting.minutes_per_item)}
              {time.over && `, ${t.over}`}
            </span>
          </Text>
        )}
        {manages && meeting.current !== change && (
          <Button variant="default" size="compact-sm" loading={turn.isPending} onClick={() => turn.mutate()}>
            {t.start}
          </Button>
        )}
      </Group>
      {turn.error != null && <ErrorState error={turn.error} wrote />}
    </>
  );
}
