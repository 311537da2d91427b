// From a plan on the map to a change: drafts it and opens it.
import { Button } from "@mantine/core";
import { IconCalendarPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { changes } from "../api/changes";
import { may } from "../session/may";
import { text } from "../text";
import { tell, warn } from "../ui/notify";
import { newRequest } from "../ui/once";
import { sessionQuery } from "../ui/queries";
import { isEmpty, type Plan } from "../what-if/plan";

const t = text.changes.draft;

export function DraftButton({ plan }: { plan: Plan }) {
  const session = useQuery(sessionQuery).data;
  const queries = useQueryClient();
  const navigate = useNavigate();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another plan is another request
  const once = useMemo(newRequest, [plan]);
  const draft = useMutation({
    mutationFn: () => changes.draft({ ...plan, title: plan.title || t.untitled }, once),
    onSuccess: async (record) => {
      tell(text.changes.form.opened(record.key));
      await queries.invalidateQueries({ queryKey: ["graph"] });
      await navigate({ to: "/$noun/$key", params: { noun: "changes", key: record.key }, search: {} });
    },
    onError: (error) => warn(error.message),
  });
  if (!may(session, "record.write") || isEmpty(plan)) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconCalendarPlus size={15} aria-hidden />}
      loading={draft.isPending}
      onClick={() => draft.mutate()}
    >
      {t.button}
    </Button>
  );
}
