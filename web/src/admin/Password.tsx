// Changing one's own password.
import { Button, Group, PasswordInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import { errorsOf } from "../api/problem";
import { text } from "../text";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";

const t = text.admin.people;

export function Password() {
  const session = useQuery(sessionQuery);
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: () => api.accounts.password(session.data?.account?.name ?? "", { old, new: next }),
    onSuccess: () => {
      setOld("");
      setNext("");
      setAgain("");
      setTried(false);
      tell(t.changed);
    },
  });
  const differ = tried && next !== again;
  const fault = (field: string) => errorsOf(change.error, field).join("; ") || undefined;
  return (
    <Panel title={t.change}>
      <form
        style={{ display: "grid", gap: "0.6rem", maxWidth: 360 }}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (next === again) change.mutate();
        }}
      >
        <PasswordInput
          label={t.old}
          size="xs"
          required
          autoComplete="current-password"
          value={old}
          error={fault("old")}
          onChange={(event) => setOld(event.currentTarget.value)}
        />
        <PasswordInput
          label={t.new}
          size="xs"
          required
          autoComplete="new-password"
          value={next}
          error={fault("new")}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <PasswordInput
          label={t.again}
          size="xs"
          required
          autoComplete="new-password"
          value={again}
          error={differ ? t.differ : undefined}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
        {change.error != null && <ErrorState error={change.error} wrote />}
        <Group>
          <Button type="submit" loading={change.isPending}>
            {t.change}
          </Button>
        </Group>
      </form>
    </Panel>
  );
}
