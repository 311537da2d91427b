// The keys of the keyboard, on one sheet.
import { Group, Kbd, Modal, SimpleGrid, Stack, Title } from "@mantine/core";
import { text } from "../text";
import { PLACES } from "./places";

const t = text.frame.help;

export function HelpSheet({ opened, close }: { opened: boolean; close: () => void }) {
  const sections: [string, [string, string][]][] = [
    [
      t.everywhere,
      [
        ["/", t.search],
        ["Ctrl K", t.search],
        ["?", t.this],
        ["Esc", t.close],
        ...PLACES.flatMap(({ key, label }): [string, string][] => (key ? [[`g ${key}`, t.go(label)]] : [])),
      ],
    ],
    [
      t.lists,
      [
        ["j", t.next],
        ["k", t.previous],
        ["Enter", t.open],
        ["q", t.query],
        ["x", t.choose],
        ["Shift x", t.chooseRange],
      ],
    ],
    [t.ci, [["e", t.edit]]],
    [
      t.record,
      [
        ["e", t.edit],
        ["n", t.note],
      ],
    ],
    [
      text.board.title,
      [
        ...text.board.voice.keys.map(([key, word]): [string, string] => [key.toLowerCase(), word]),
        ["Esc", t.close],
      ],
    ],
  ];
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t.title}
      size="lg"
      closeButtonProps={{ "aria-label": text.ui.close }}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        {sections.map(([title, keys]) => (
          <Stack key={title} gap={5}>
            <Title order={3}>{title}</Title>
            {keys.map(([key, label]) => (
              <Group key={key} gap="sm" wrap="nowrap">
                <span style={{ minWidth: 70 }}>
                  {key.split(" ").map((part) => (
                    <Kbd key={part} size="xs" mr={3}>
                      {part}
                    </Kbd>
                  ))}
                </span>
                {label}
              </Group>
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  );
}
