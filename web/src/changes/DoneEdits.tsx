// Which of the plan's edits were done, where a change is carried out in part.
import { Checkbox, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ChangePlan, changes } from "../api/changes";
import { text } from "../text";
import { relationTypesQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";
import { useClassLabel } from "../ui/useClassLabel";
import { described } from "../what-if/describe";
import classes from "./Changes.module.css";
import type { Told } from "./links";
import { documentOf } from "./usePlanEdit";

const t = text.changes.work;
const MOST = 100;

export function DoneEdits({ found, nameOf }: Told & { found: ChangePlan }) {
  const queries = useQueryClient();
  const types = useQuery(relationTypesQuery).data ?? [];
  const label = useClassLabel();
  const choose = useMutation({
    mutationFn: (edits: number[]) => changes.chooseDone(found.key, found.revision, edits),
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  const edits = documentOf(found).edits;
  if (edits.length === 0 || edits.length > MOST) return null;
  return (
    <div>
      <h3 className={classes.heading}>{t.part}</h3>
      {choose.error != null && <ErrorState error={choose.error} wrote />}
      <Checkbox.Group
        aria-label={t.part}
        value={((choose.isPending ? choose.variables : found.done) ?? []).map(String)}
        onChange={(chosen) => choose.mutate(chosen.map(Number))}
      >
        <div className={classes.stack}>
          {edits.map((edit, index) => (
            <Checkbox
              // biome-ignore lint/suspicious/noArrayIndexKey: an edit is its place in the plan
              key={index}
              value={String(index)}
              label={described(edit, { types, nameOf, label }).sentence}
            />
          ))}
        </div>
      </Checkbox.Group>
      <Text size="xs" c="dimmed">
        {t.partAbout}
      </Text>
    </div>
  );
}
