// Signing in, then back to where the person was going.
import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import * as api from "../api/calls";
import { Problem } from "../api/problem";
import { text } from "../text";
import { usePageTitle } from "../ui/Page";
import { sessionQuery } from "../ui/queries";
import { ErrorState } from "../ui/states";
import { Card } from "./Card";

const route = getRouteApi("/sign-in");
const t = text.session;

export function SignInPage() {
  usePageTitle(t.signIn);
  const { back } = route.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  const session = useQuery(sessionQuery);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => api.session.signIn(name.trim(), password),
    onSuccess: async (answer) => {
      queries.setQueryData(sessionQuery.queryKey, answer);
      await queries.invalidateQueries({ queryKey: ["session"] });
    },
  });
  const inside = session.data?.account != null;
  useEffect(() => {
    if (inside) router.history.push(back ?? "/");
  }, [inside, back, router]);

  const wrong = signIn.error instanceof Problem && signIn.error.status === 401;
  return (
    <Card title={t.signIn}>
      {session.data?.setup_needed ? (
        <Text>{t.setupNeeded}</Text>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate();
          }}
        >
          <Stack gap="sm">
            <TextInput
              label={t.name}
              size="sm"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              autoComplete="username"
              autoFocus
              required
            />
            <PasswordInput
              label={t.password}
              size="sm"
              value={password}
              error={wrong ? t.wrong : undefined}
              onChange={(event) => setPassword(event.currentTarget.value)}
              autoComplete="current-password"
              required
            />
            {signIn.error != null && !wrong && <ErrorState error={signIn.error} />}
            <Button type="submit" size="sm" loading={signIn.isPending}>
              {t.signInButton}
            </Button>
          </Stack>
        </form>
      )}
    </Card>
  );
}
