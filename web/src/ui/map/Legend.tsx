// What the shapes of a map mean.
import { Group } from "@mantine/core";
import { text } from "../../text";
import { StateMark } from "../StateMark";
import { STATES } from "../state";

export function Legend() {
  return (
    <Group gap="md" role="group" aria-label={text.ui.map.legend}>
      {STATES.map((state) => (
        <StateMark key={state} state={state} />
      ))}
    </Group>
  );
}
