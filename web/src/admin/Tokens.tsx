// Tokens for scripts: made once, shown once, revoked at once.
import {
  Alert,
  Button,
  Code,
  Group,
  Modal,
  MultiSelect,
  NumberInput,
  Stack,
  Table,
  TextInput,
} from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import { errorsOf } from "../api/problem";
import type { Token } from "../api/shapes";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { copyText } from "../ui/download";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { roleOptions } from "./Accounts";
import { permissionsQuery, tokensQuery } from "./queries";

const t = text.admin.people;

export function Tokens() {
  const tokens = useQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: (id: string) => api.tokens.remove(id),
    onSuccess: async () => {
      setRevoking(null);
      await queries.invalidateQueries({ queryKey: ["tokens"] });
    },
  });
  const add = (
    <Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
      {t.addToken}
    </Button>
  );
  return (
    <Panel title={t.tokens} flush aside={tokens.data?.length ? add : null}>
      <Loaded answer={tokens} rows={3}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t.none} action={add}>
              {t.noneAbout}
            </EmptyState>
          ) : (
            <Table.ScrollContainer minWidth={620}>
              <Table aria-label={t.tokens}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t.name}</Table.Th>
                    <Table.Th>{t.owner}</Table.Th>
                    <Table.Th>{t.may}</Table.Th>
                    <Table.Th>{t.created}</Table.Th>
                    <Table.Th>{t.expires}</Table.Th>
                    <Table.Th>
                      <span className="visually-hidden">{t.revoke}</span>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((token) => (
                    <Table.Tr key={token.id}>
                      <Table.Td fw={600}>{token.name}</Table.Td>
                      <Table.Td>{token.account}</Table.Td>
                      <Table.Td title={token.permissions.join("\n")}>
                        {token.permissions.length > 3
                          ? t.mayCount(token.permissions.length)
                          : token.permissions.join(", ")}
                      </Table.Td>
                      <Table.Td>
                        <Time at={token.created_at} />
                      </Table.Td>
                      <Table.Td>
                        <Time at={token.expires_at} />
                      </Table.Td>
                      <Table.Td ta="right">
                        <Button
                          variant="subtle"
                          color="red"
                          size="compact-xs"
                          onClick={() => setRevoking(token)}
                        >
                          {t.revoke}
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Loaded>
      {making && <NewToken close={() => setMaking(false)} />}
      <Confirm
        opened={revoking !== null}
        title={t.revokeTitle(revoking?.name ?? "")}
        about={t.revokeAbout}
        action={t.revoke}
        busy={revoke.isPending}
        error={revoke.error}
        act={() => revoking && revoke.mutate(revoking.id)}
        close={() => {
          setRevoking(null);
          revoke.reset();
        }}
      />
    </Panel>
  );
}

function NewToken({ close }: { close: () => void }) {
  const queries = useQueryClient();
  const permissions = useQuery(permissionsQuery);
  const [name, setName] = useState("");
  const [roles, setRoles] = useState(["reader"]);
  const [days, setDays] = useState<string | number>(90);
  const make = useMutation({
    mutationFn: () => api.tokens.create({ name: name.trim(), roles, expires_days: Number(days) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["tokens"] }),
  });
  const fault = (field: string) => errorsOf(make.error, field).join("; ") || undefined;
  const token = make.data?.token;
  return (
    <Modal opened onClose={close} title={t.addToken} closeButtonProps={{ "aria-label": text.ui.close }}>
      {token ? (
        <Stack gap="sm">
          <Alert color="accent">{t.once}</Alert>
          <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
            {token}
          </Code>
          <Group justify="flex-end" gap="xs">
            <Button
              variant="default"
              onClick={async () => tell((await copyText(token)) ? text.ui.copied : text.ui.notCopied)}
            >
              {t.copy}
            </Button>
            <Button onClick={close}>{t.done}</Button>
          </Group>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            make.mutate();
          }}
        >
          <Stack gap="sm">
            <TextInput
              label={t.name}
              required
              data-autofocus
              value={name}
              error={fault("name")}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <MultiSelect
              label={t.roles}
              size="xs"
              data={roleOptions(permissions.data)}
              value={roles}
              error={fault("roles")}
              onChange={setRoles}
            />
            <NumberInput
              label={t.expiresDays}
              min={1}
              max={3650}
              value={days}
              error={fault("expires_days")}
              onChange={setDays}
            />
            {make.error != null && <ErrorState error={make.error} wrote />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                {text.ui.cancel}
              </Button>
              <Button type="submit" loading={make.isPending}>
                {t.addToken}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
