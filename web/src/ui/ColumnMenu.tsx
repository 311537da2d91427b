// Which columns a list shows.
import { Button, Checkbox, Popover, ScrollArea, Stack } from "@mantine/core";
import { IconColumns } from "@tabler/icons-react";
import { text } from "../text";
import { IN_PLACE } from "./menu";

type Props = {
  columns: { id: string; label: string }[];
  shown: string[];
  /** One that always stays. */
  fixed?: string;
  choose: (ids: string[]) => void;
};

export function ColumnMenu({ columns, shown, fixed, choose }: Props) {
  return (
    <Popover {...IN_PLACE} width={250} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns size={15} aria-hidden />}>
          {text.ui.list.columns}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ScrollArea.Autosize mah={360}>
          <Stack gap={5}>
            {columns.map(({ id, label }) => (
              <Checkbox
                key={id}
                size="xs"
                label={label}
                checked={shown.includes(id)}
                disabled={id === fixed || (shown.length === 1 && shown[0] === id)}
                onChange={(event) =>
                  choose(event.currentTarget.checked ? [...shown, id] : shown.filter((each) => each !== id))
                }
              />
            ))}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
