// Who is told of what happens to a record: oneself by one button, others and teams by name.
import { ActionIcon, Button, Group, Text, TextInput } from "@mantine/core";
import { IconBell, IconBellOff, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { watchers } from "../api/beside";
import type { Noun } from "../api/records";
import type { RecordDetail } from "../api/shapes";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";
import classes from "./Records.module.css";
import { isWatcher, TEAM, watchersOf } from "./watch";

const t = text.records.watchers;

type Props = { noun: Noun; record: RecordDetail; writable: boolean };
type Change = { who: string; on: boolean };

export function WatchersPanel({ noun, record, writable }: Props) {
  const queries = useQueryClient();
  const me = useQuery(sessionQuery).data?.account?.name;
  const [typed, setTyped] = useState("");
  const change = useMutation({
    mutationFn: ({ who, on }: Change) =>
      on ? watchers.add(noun, record.key, who) : watchers.remove(noun, record.key, who),
    onSuccess: async () => {
      setTyped("");
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const found = watchersOf(record);
  const watching = me !== undefined && isWatcher(found, me);
  const add = () => {
    if (typed.trim() && !change.isPending) change.mutate({ who: typed.trim(), on: true });
  };
  return (
    <Panel
      title={t.title}
      aside={
        me && (
          <Button
            variant={watching ? "light" : "default"}
            size="compact-sm"
            aria-pressed={watching}
            loading={change.isPending && change.variables.who === me}
            leftSection={
              watching ? <IconBell size={14} aria-hidden /> : <IconBellOff size={14} aria-hidden />
            }
            onClick={() => change.mutate({ who: me, on: !watching })}
          >
            {watching ? t.watching : t.watch}
          </Button>
        )
      }
    >
      {found.length === 0 && (
        <Text size="sm" c="dimmed">
          {t.none}
        </Text>
      )}
      {found.length > 0 && (
        <ul className={classes.chips}>
          {found.map((each) => (
            <li key={each} className={classes.chip}>
              <span>{shownName(each)}</span>
              {writable && (
                <ActionIcon
                  size="xs"
                  aria-label={t.remove(shownName(each))}
                  onClick={() => change.mutate({ who: each, on: false })}
                >
                  <IconX size={12} />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {writable && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <Group gap="xs" mt="sm" align="end" wrap="nowrap">
            <TextInput
              size="xs"
              flex={1}
              label={t.label}
              placeholder={t.placeholder}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" size="xs" disabled={!typed.trim()}>
              {t.add}
            </Button>
          </Group>
        </form>
      )}
      {change.error != null && <ErrorState error={change.error} wrote />}
    </Panel>
  );
}

function shownName(who: string): string {
  return who.toLowerCase().startsWith(TEAM) ? t.team(who.slice(TEAM.length)) : who;
}
