// Whether a change whose facts have moved since its approval is approved anew before it starts.
import { Checkbox } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ChangePolicy, changePolicy } from "../api/declared";
import { may } from "../session/may";
import { text } from "../text";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { ErrorState, Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";

const t = text.approvalRules.drift;

const policyQuery = queryOptions({
  queryKey: ["graph", "change policy"],
  queryFn: () => changePolicy.get(),
});

export function DriftPolicy() {
  return (
    <Panel title={t.title}>
      <Loaded answer={useQuery(policyQuery)} rows={2}>
        {(found) => <Choice found={found} />}
      </Loaded>
    </Panel>
  );
}

function Choice({ found }: { found: ChangePolicy }) {
  const queries = useQueryClient();
  const asOf = useAsOf();
  const writable = may(useQuery(sessionQuery).data, "change.decide") && !asOf;
  const write = useMutation({
    mutationFn: (wanted: boolean) => changePolicy.put(found.revision, { reapprove_on_drift: wanted }),
    onSuccess: (_, wanted) => tell(t.saved(wanted)),
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  return (
    <>
      {write.error != null && <ErrorState error={write.error} />}
      <Checkbox
        label={t.reapprove}
        description={writable ? t.about : `${t.about} ${text.declared.mayNot}`}
        checked={write.isPending ? write.variables : found.reapprove_on_drift}
        disabled={!writable || write.isPending}
        onChange={(event) => write.mutate(event.currentTarget.checked)}
      />
    </>
  );
}
