// Asks once before a change is moved: to when, and what it collides with there by name.
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changes } from "../api/changes";
import { Problem } from "../api/problem";
import { fromField, toField } from "../changes/plan-parts";
import { planQuery } from "../changes/queries";
import { documentOf } from "../changes/usePlanEdit";
import { text } from "../text";
import { localInZone, span } from "../ui/format";
import { tell } from "../ui/notify";
import { ErrorState } from "../ui/states";
import { There } from "./There";
import type { Hold } from "./useHold";

const t = text.schedule.move;

/** Made anew for each change that is let go, so that it saw the plan as it was then. */
export function MoveDialog({ hold }: { hold: Hold }) {
  const { held, change, away, there, error } = hold;
  const queries = useQueryClient();
  const plan = useQuery(planQuery(held?.key ?? ""));
  const [seen, see] = useState<number | null>(null);
  const [typed, setTyped] = useState(toField(new Date(held?.start ?? 0).toISOString()));
  const revision = seen ?? plan.data?.revision ?? null;
  if (seen === null && plan.data && !plan.isFetching) see(plan.data.revision);
  const move = useMutation({
    mutationFn: async () => {
      if (!held) return;
      const base = plan.data ?? (await queries.fetchQuery(planQuery(held.key)));
      const iso = (at: number) => new Date(at).toISOString().replace(".000Z", "Z");
      const window = { start: iso(held.start), end: iso(held.start + held.length) };
      await changes.replan(held.key, revision ?? base.revision, { ...documentOf(base), window });
    },
    onSuccess: async () => {
      if (held) tell(t.moved(held.key, localInZone(new Date(held.start).toISOString())));
      hold.leave();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  if (!held || !change) return null;
  const second = move.error instanceof Problem && move.error.status === 412;
  const iso = (at: number) => new Date(at).toISOString();
  return (
    <Modal
      opened
      onClose={hold.leave}
      title={t.title(`${change.key} ${change.title}`)}
      closeButtonProps={{ "aria-label": text.ui.close }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (away && there) move.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            type="datetime-local"
            label={t.start}
            step={900}
            value={typed}
            error={fromField(typed) ? undefined : text.changes.form.faults.time}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              const start = fromField(event.currentTarget.value);
              if (start) hold.to(Date.parse(start));
            }}
          />
          <Text size="sm">
            {t.fromTo(localInZone(iso(held.from)), span(iso(held.start), iso(held.start + held.length)))}
          </Text>
          <div role="status">
            {away ? (
              <There there={there} error={error} />
            ) : (
              <Text size="sm" c="dimmed">
                {t.itIs}
              </Text>
            )}
          </div>
          {second ? (
            <Group gap="xs" role="alert">
              <Text size="sm" fw={600}>
                {t.second}
              </Text>
              <Button
                size="compact-sm"
                variant="default"
                onClick={async () => {
                  const fresh = await queries.fetchQuery({ ...planQuery(held.key), staleTime: 0 });
                  see(fresh.revision);
                  move.reset();
                }}
              >
                {t.again}
              </Button>
            </Group>
          ) : (
            move.error != null && <ErrorState error={move.error} wrote />
          )}
          {plan.error != null && <ErrorState error={plan.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={hold.leave}>
              {t.takeBack}
            </Button>
            <Button
              type="submit"
              data-autofocus
              color={there?.conflicts.length ? "red" : undefined}
              disabled={second || !fromField(typed)}
              loading={move.isPending}
            >
              {there?.conflicts.length ? t.anyway : t.move}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
