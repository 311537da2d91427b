// Who is signed in, the look, and the way out.
import { ActionIcon, Menu, Text, useMantineColorScheme } from "@mantine/core";
import {
  IconDeviceDesktop,
  IconKey,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import * as api from "../api/calls";
import type { Session } from "../api/shapes";
import { livesInPortal } from "../portal/place";
import { text } from "../text";
import { warn } from "../ui/notify";

const t = text.frame.person;

export function PersonMenu({ session, help }: { session: Session; help?: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const account = session.account;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const signOut = async () => {
    try {
      await api.session.signOut();
      queries.clear();
      await navigate({ to: "/sign-in" });
    } catch (error) {
      warn(error instanceof Error ? error.message : String(error));
    }
  };
  const looks = [
    { value: "light", label: t.light, icon: IconSun },
    { value: "dark", label: t.dark, icon: IconMoon },
    { value: "auto", label: t.auto, icon: IconDeviceDesktop },
  ] as const;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t.menu}>
          <IconUserCircle size={21} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: "0.4rem 0.6rem" }}>
          <Text fw={600}>{account?.display_name || account?.name || t.signedOut}</Text>
          {account && (
            <Text size="xs" c="dimmed">
              {t.roles(account.roles.join(", ") || "–")}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {t.zone(session.zone ?? zone)}
          </Text>
          <Text size="xs" c="dimmed">
            {text.ui.product} {session.version}
            {session.demo && ` · ${t.demo}`}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Label>{t.scheme}</Menu.Label>
        {looks.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={15} />}
            onClick={() => setColorScheme(value)}
            aria-current={colorScheme === value}
            fw={colorScheme === value ? 650 : undefined}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconKey size={15} />}
          onClick={() =>
            livesInPortal(session)
              ? navigate({ to: "/portal/account", search: {} })
              : navigate({ to: "/people", search: { tab: "tokens" } })
          }
        >
          {livesInPortal(session) ? t.password : t.account}
        </Menu.Item>
        {help && (
          <Menu.Item leftSection={<IconKeyboard size={15} />} onClick={help}>
            {t.help}
          </Menu.Item>
        )}
        {!session.demo && (
          <Menu.Item leftSection={<IconLogout size={15} />} onClick={signOut}>
            {t.signOut}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
