// Asks before something that weighs, and says what it will do.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { text } from "../text";
import { ErrorState } from "./states";

type Props = {
  opened: boolean;
  title: string;
  about: string;
  action: string;
  busy: boolean;
  error: unknown;
  act: () => void;
  close: () => void;
};

export function Confirm({ opened, title, about, action, busy, error, act, close }: Props) {
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": text.ui.close }}>
      <Stack>
        <Text size="sm">{about}</Text>
        {error != null && <ErrorState error={error} wrote />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {text.ui.cancel}
          </Button>
          <Button color="red" loading={busy} onClick={act} data-autofocus>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
