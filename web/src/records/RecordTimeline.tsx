// What happened to a record, newest first: steps, notes, assignments, each in words.
import { Button, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Noun } from "../api/records";
import type { Activity, Practice } from "../api/shapes";
import { text } from "../text";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { useAsOf } from "../ui/useAsOf";
import { happened } from "./activity";
import { activitiesQuery } from "./queries";
import classes from "./Records.module.css";
import { SeenMark } from "./SeenBy";

const t = text.records.timeline;

export function RecordTimeline({ noun, practice, id }: { noun: Noun; practice: Practice; id: string }) {
  const asOf = useAsOf();
  const entries = useInfiniteQuery(activitiesQuery(noun, id, asOf));
  return (
    <>
      <Loaded answer={entries} rows={6}>
        {(data) => {
          const found = data.pages.flatMap((page) => page.items);
          if (found.length === 0) return <EmptyState title={t.empty} />;
          return found.map((entry) => <Entry key={entry.id} entry={entry} practice={practice} />);
        }}
      </Loaded>
      {entries.hasNextPage && (
        <Button
          variant="subtle"
          m="xs"
          loading={entries.isFetchingNextPage}
          onClick={() => entries.fetchNextPage()}
        >
          {t.more}
        </Button>
      )}
    </>
  );
}

function Entry({ entry, practice }: { entry: Activity; practice: Practice }) {
  const { head, more } = happened(entry, practice);
  return (
    <article className={classes.entry}>
      <div className={classes.entryHead}>
        <b>{head}</b>
        <Text span size="xs" c="dimmed">
          {entry.by} · <Time at={entry.occurred_at} />
        </Text>
        {(entry.public || entry.text) && <SeenMark seen={entry.public} />}
      </div>
      {more && (
        <Text size="sm" c="dimmed">
          {more}
        </Text>
      )}
      {entry.text && <p className={classes.words}>{entry.text}</p>}
    </article>
  );
}
