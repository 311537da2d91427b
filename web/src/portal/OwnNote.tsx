// A word to those who work on one's own report or request; what is typed outlives a reload.
import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { portal } from "../api/portal";
import { text } from "../text";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { useRemembered } from "../ui/remembered";
import { ErrorState } from "../ui/states";
import classes from "./Portal.module.css";
import { ownQuery } from "./queries";

const t = text.portal.record;

export function OwnNote({ id }: { id: string }) {
  const queries = useQueryClient();
  const [typed, keep] = useRemembered(`portal.note.${id}`, "");
  const [empty, setEmpty] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another note
  const once = useMemo(newRequest, [typed]);
  const send = useMutation({
    mutationFn: () => portal.note(id, typed.trim(), once),
    onSuccess: async (after) => {
      keep(null);
      tell(t.sent);
      queries.setQueryData(ownQuery(id).queryKey, after);
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        setEmpty(!typed.trim());
        if (typed.trim() && !send.isPending) send.mutate();
      }}
    >
      <Textarea
        size="lg"
        label={t.write}
        description={t.writeHelp}
        autosize
        minRows={2}
        maxRows={12}
        value={typed}
        error={empty && !typed.trim() ? t.writeNeeded : undefined}
        onChange={(event) => keep(event.currentTarget.value || null)}
      />
      {send.error != null && <ErrorState error={send.error} wrote />}
      <Button type="submit" size="md" variant="default" loading={send.isPending}>
        {t.send}
      </Button>
    </form>
  );
}
