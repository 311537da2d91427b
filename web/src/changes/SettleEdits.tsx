// Edits that meet what somebody else changed while the change is carried out: each holds all the same, or is left out.
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ChangePlan, changes } from "../api/changes";
import { Problem } from "../api/problem";
import { shown } from "../ui/format";
import { tell } from "../ui/notify";
import { ErrorState } from "../ui/states";
import classes from "./Changes.module.css";
import type { Told } from "./links";
import { placeOf, seenAnew, without } from "./settle";
import { settleText as t } from "./settle-text";
import { documentOf } from "./usePlanEdit";

export function SettleEdits({ found, nameOf }: Told & { found: ChangePlan }) {
  const queries = useQueryClient();
  const conflicts = found.outcomes.filter((each) => each.status === "conflict");
  const settle = useMutation({
    mutationFn: (edits: ReturnType<typeof without>) =>
      changes.replan(found.key, found.revision, { ...documentOf(found), edits }),
    onSuccess: () => tell(t.settled),
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  if (conflicts.length === 0) return null;
  const plan = documentOf(found);
  const second = settle.error instanceof Problem && settle.error.status === 412;
  return (
    <section aria-label={t.title}>
      <Text size="sm" fw={600} mt="sm">
        {t.title}
      </Text>
      <Text size="xs" c="dimmed">
        {t.about}
      </Text>
      <ul className={classes.lines} aria-label={t.title}>
        {conflicts.map((each) => {
          const place = placeOf(each.where);
          const holds = seenAnew(plan.edits, each);
          return (
            <li key={`${each.where} ${each.field}`}>
              <span>
                {each.ci && nameOf(each.ci)} {each.field?.replace(/^attributes\./, "")}:{" "}
                {t.said(shown(each.was), shown(each.now), shown(each.to))}
              </span>
              <Group gap="xs">
                {holds && (
                  <Button size="compact-xs" loading={settle.isPending} onClick={() => settle.mutate(holds)}>
                    {t.holds}
                  </Button>
                )}
                {place !== null && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    loading={settle.isPending}
                    onClick={() => settle.mutate(without(plan.edits, place))}
                  >
                    {t.leave}
                  </Button>
                )}
              </Group>
            </li>
          );
        })}
      </ul>
      {second ? (
        <Text size="sm" role="alert">
          {t.second}
        </Text>
      ) : (
        settle.error != null && <ErrorState error={settle.error} wrote />
      )}
    </section>
  );
}
