// The name of what is to be declared anew; its page then takes the document.
import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { text } from "../../text";
import { Panel } from "../Panel";

const t = text.declared;

export function NewName({ go }: { go: (name: string) => void }) {
  const [name, setName] = useState("");
  return (
    <Panel label={t.newName}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) go(name.trim());
        }}
      >
        <Group gap="xs" align="flex-end">
          <TextInput
            label={t.newName}
            description={t.newNameHelp}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default">
            {t.create}
          </Button>
        </Group>
      </form>
    </Panel>
  );
}
