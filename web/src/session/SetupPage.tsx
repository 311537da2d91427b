// The one-time set-up link: makes an account, or gives an invited one its password.
import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import * as api from "../api/calls";
import { errorsOf } from "../api/problem";
import { text } from "../text";
import { usePageTitle } from "../ui/Page";
import { sessionQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";
import { Card } from "./Card";

const route = getRouteApi("/setup");
const t = text.session;
const SHORTEST = 10;

export function SetupPage() {
  usePageTitle(t.setup);
  const { token } = route.useSearch();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => api.session.setUp({ token: token ?? "", name: name.trim(), password }),
    onSuccess: async (answer) => {
      if (answer?.account) queries.setQueryData(sessionQuery.queryKey, answer);
      await queries.invalidateQueries({ queryKey: ["session"] });
      await navigate({ to: "/", search: {} });
    },
  });
  const short = tried && password.length < SHORTEST;
  const differ = tried && password !== again;
  const said = (field: string) => errorsOf(create.error, field).join("; ") || undefined;
  if (!token)
    return (
      <Card title={t.setup}>
        <Text>{t.noToken}</Text>
      </Card>
    );
  return (
    <Card title={t.setup}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (password.length >= SHORTEST && password === again) create.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t.setupAbout}
          </Text>
          <TextInput
            label={t.fullName}
            size="sm"
            required
            autoFocus
            autoComplete="username"
            value={name}
            error={said("name")}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <PasswordInput
            label={t.password}
            size="sm"
            required
            autoComplete="new-password"
            value={password}
            error={short ? t.short : said("password")}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <PasswordInput
            label={t.again}
            size="sm"
            required
            autoComplete="new-password"
            value={again}
            error={differ ? t.differ : undefined}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
          {create.error != null && !said("name") && !said("password") && (
            <ErrorState error={create.error} wrote />
          )}
          <Button type="submit" size="sm" loading={create.isPending}>
            {t.create}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
