// The change that is held: where it would go, what would be in its way, and how it is let go.
import { Button, Group, Text } from "@mantine/core";
import { RecordLink } from "../changes/links";
import { text } from "../text";
import { span } from "../ui/format";
import classes from "./Schedule.module.css";
import { There } from "./There";
import type { Hold } from "./useHold";

const t = text.schedule.move;

export function HeldPanel({ hold }: { hold: Hold }) {
  const { held, change, away, there, error } = hold;
  if (!held || !change)
    return (
      <Text size="xs" c="dimmed" className={classes.heldPanel} data-idle>
        {t.how}
      </Text>
    );
  const iso = (at: number) => new Date(at).toISOString();
  return (
    <section className={classes.heldPanel} aria-label={t.title(change.key)}>
      <div role="status">
        <Text size="sm">
          <RecordLink noun="changes" id={change.key} /> {change.title}:{" "}
          <Text component="span" inherit fw={600}>
            {span(iso(held.start), iso(held.start + held.length))}
          </Text>
        </Text>
        {!change.movable ? (
          <Text size="sm">{text.schedule.fixed(change.state_label)}</Text>
        ) : away ? (
          <There there={there} error={error} />
        ) : (
          <Text size="sm" c="dimmed">
            {t.keys}
          </Text>
        )}
      </div>
      <Group gap="xs" mt={6}>
        {change.movable && (
          <>
            <Button size="compact-sm" disabled={!away} onClick={hold.drop}>
              {t.drop}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => hold.take(change, true)}>
              {t.byForm}
            </Button>
          </>
        )}
        <Button size="compact-sm" variant="default" onClick={hold.leave}>
          {t.takeBack}
        </Button>
      </Group>
    </section>
  );
}
