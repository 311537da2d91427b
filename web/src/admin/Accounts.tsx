// The accounts: roles, scope, adding and removing.
import {
  Badge,
  Button,
  Group,
  Modal,
  MultiSelect,
  PasswordInput,
  Stack,
  Table,
  TextInput,
} from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import { errorsOf, Problem } from "../api/problem";
import type { Account, Permissions } from "../api/shapes";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { words } from "../ui/format";
import { Panel } from "../ui/Panel";
import { ErrorState, Loaded } from "../ui/states";
import { accountsQuery, permissionsQuery } from "./queries";

const t = text.admin.people;

export function Accounts() {
  const accounts = useQuery(accountsQuery);
  const [open, setOpen] = useState<Account | "new" | null>(null);
  const [removing, setRemoving] = useState<Account | null>(null);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (account: Account) => api.accounts.remove(account.name, account.revision),
    onSuccess: async () => {
      setRemoving(null);
      await queries.invalidateQueries({ queryKey: ["accounts"] });
    },
  });
  return (
    <Panel
      title={t.accounts}
      flush
      aside={
        <Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => setOpen("new")}>
          {t.add}
        </Button>
      }
    >
      <Loaded answer={accounts} rows={4}>
        {(items) => (
          <Table.ScrollContainer minWidth={600}>
            <Table aria-label={t.accounts}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t.name}</Table.Th>
                  <Table.Th>{t.displayName}</Table.Th>
                  <Table.Th>{t.roles}</Table.Th>
                  <Table.Th>{t.scope}</Table.Th>
                  <Table.Th>
                    <span className="visually-hidden">{t.edit}</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((account) => (
                  <Table.Tr key={account.name}>
                    <Table.Td fw={600}>
                      {account.name} {account.disabled && <Badge color="gray">{t.disabled}</Badge>}
                    </Table.Td>
                    <Table.Td>{account.display_name}</Table.Td>
                    <Table.Td>{account.roles.map(words).join(", ") || "–"}</Table.Td>
                    <Table.Td>{account.scope ?? t.everywhere}</Table.Td>
                    <Table.Td ta="right">
                      <Group gap={4} justify="flex-end" wrap="nowrap">
                        <Button variant="subtle" size="compact-xs" onClick={() => setOpen(account)}>
                          {t.edit}
                        </Button>
                        <Button
                          variant="subtle"
                          color="red"
                          size="compact-xs"
                          onClick={() => setRemoving(account)}
                        >
                          {t.remove}
                        </Button>
                      </Group>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Loaded>
      {open && <AccountForm account={open === "new" ? null : open} close={() => setOpen(null)} />}
      <Confirm
        opened={removing !== null}
        title={t.removeTitle(removing?.name ?? "")}
        about={t.removeAbout}
        action={t.remove}
        busy={remove.isPending}
        error={remove.error}
        act={() => removing && remove.mutate(removing)}
        close={() => {
          setRemoving(null);
          remove.reset();
        }}
      />
    </Panel>
  );
}

function AccountForm({ account, close }: { account: Account | null; close: () => void }) {
  const queries = useQueryClient();
  const permissions = useQuery(permissionsQuery);
  const [name, setName] = useState("");
  const [shownAs, setShownAs] = useState(account?.display_name ?? "");
  const [roles, setRoles] = useState(account?.roles ?? ["reader"]);
  const [password, setPassword] = useState("");
  const [revision, setRevision] = useState(account?.revision ?? 0);
  const save = useMutation({
    mutationFn: async () => {
      if (account) return api.accounts.change(account.name, revision, { display_name: shownAs, roles });
      return api.accounts.create({
        name: name.trim(),
        display_name: shownAs || name.trim(),
        roles,
        password,
      });
    },
    onSuccess: async () => {
      close();
      await queries.invalidateQueries({ queryKey: ["accounts"] });
    },
    onError: async (error) => {
      // Somebody else saved first: what they saved is shown behind this form, and the next save goes over it.
      const current = error instanceof Problem && error.status === 412 ? error.facts.current : null;
      if (!current) return;
      setRevision((current as Account).revision);
      await queries.invalidateQueries({ queryKey: ["accounts"] });
    },
  });
  const fault = (field: string) => errorsOf(save.error, field).join("; ") || undefined;
  return (
    <Modal
      opened
      onClose={close}
      title={account ? `${t.edit}: ${account.name}` : t.add}
      closeButtonProps={{ "aria-label": text.ui.close }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm">
          {!account && (
            <TextInput
              label={t.name}
              required
              data-autofocus
              autoComplete="off"
              value={name}
              error={fault("name")}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
          <TextInput
            label={t.displayName}
            value={shownAs}
            error={fault("display_name")}
            onChange={(event) => setShownAs(event.currentTarget.value)}
          />
          <MultiSelect
            label={t.roles}
            size="xs"
            data={roleOptions(permissions.data)}
            value={roles}
            error={fault("roles")}
            onChange={setRoles}
          />
          {!account && (
            <PasswordInput
              label={t.password}
              description={t.passwordHelp}
              size="xs"
              required
              autoComplete="new-password"
              value={password}
              error={fault("password")}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
          {save.error != null && <ErrorState error={save.error} wrote />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {text.ui.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {text.ui.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function roleOptions(permissions: Permissions | undefined): { value: string; label: string }[] {
  return (permissions?.roles ?? []).map((role) => ({ value: role.name, label: role.label }));
}
