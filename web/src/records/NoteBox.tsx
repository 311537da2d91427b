// A note on a record; what is typed outlives a reload.
import { Button, Group, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import * as api from "../api/calls";
import type { Noun } from "../api/records";
import { text } from "../text";
import { useKeys } from "../ui/keys";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { useRemembered } from "../ui/remembered";
import { ErrorState } from "../ui/states";
import classes from "./Records.module.css";
import { SeenBy } from "./SeenBy";

const t = text.records.note;

export function NoteBox({ noun, id }: { noun: Noun; id: string }) {
  const queries = useQueryClient();
  const [typed, keep] = useRemembered(`note.${id}`, "");
  const [seen, setSeen] = useState(false);
  const [empty, setEmpty] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useKeys({ n: () => field.current?.focus() });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another note
  const once = useMemo(newRequest, [typed, seen]);
  const add = useMutation({
    mutationFn: () => api.records.note(noun, id, { text: typed.trim(), public: seen }, once),
    onSuccess: async () => {
      keep(null);
      setSeen(false);
      tell(t.added);
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const submit = () => {
    setEmpty(!typed.trim());
    if (typed.trim() && !add.isPending) add.mutate();
  };
  return (
    <form
      className={classes.padded}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        ref={field}
        label={t.label}
        placeholder={t.placeholder}
        autosize
        minRows={2}
        maxRows={12}
        value={typed}
        error={empty && !typed.trim() ? t.empty : undefined}
        onChange={(event) => keep(event.currentTarget.value || null)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
          if (event.key === "Escape") field.current?.blur();
        }}
      />
      {add.error != null && <ErrorState error={add.error} wrote />}
      <Group justify="space-between" gap="xs" mt="xs">
        <SeenBy seen={seen} set={setSeen} />
        <Button type="submit" variant="default" loading={add.isPending}>
          {t.add}
        </Button>
      </Group>
    </form>
  );
}
