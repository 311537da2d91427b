// A page's head and body: title, one line that says what it is for, actions.
import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { text } from "../text";

type Props = {
  title: ReactNode;
  tab?: string;
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  narrow?: boolean;
};

export function Page({ title, tab, about, actions, children, narrow = false }: Props) {
  usePageTitle(tab ?? (typeof title === "string" ? title : undefined));
  return (
    <Stack gap="md" maw={narrow ? 980 : undefined}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Title order={1}>{title}</Title>
          {about && (
            <Text c="dimmed" size="sm" mt={2}>
              {about}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

export function usePageTitle(title: string | undefined) {
  useEffect(() => {
    document.title = title ? `${title} · ${text.ui.product}` : text.ui.product;
  }, [title]);
}
