// How much of the schedule, drawn how, and the way to what is before and after.
import { Button, Group, SegmentedControl } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { text } from "../text";
import { type Range, step } from "./range";
import { type ScheduleSearch, SHAPES, type Shape, VIEWS, type View } from "./search";

const t = text.schedule;

type Props = {
  view: View;
  shape: Shape | null;
  range: Range;
  go: (next: Pick<ScheduleSearch, "view" | "as" | "day">) => void;
};

/** Without a shape there is no choice of one: a phone shows a list. */
export function Steps({ view, shape, range, go }: Props) {
  return (
    <Group gap="xs">
      <Button
        variant="default"
        px={6}
        aria-label={t.previous[view]}
        onClick={() => go({ day: step(view, range, -1) })}
      >
        <IconChevronLeft size={15} aria-hidden />
      </Button>
      <Button variant="default" onClick={() => go({ day: undefined })}>
        {t.today}
      </Button>
      <Button
        variant="default"
        px={6}
        aria-label={t.next[view]}
        onClick={() => go({ day: step(view, range, 1) })}
      >
        <IconChevronRight size={15} aria-hidden />
      </Button>
      <SegmentedControl
        size="xs"
        aria-label={t.view}
        value={view}
        onChange={(value) => go({ view: VIEWS.find((each) => each === value && each !== "week") })}
        data={VIEWS.map((value) => ({ value, label: t.views[value] ?? value }))}
      />
      {shape && (
        <SegmentedControl
          size="xs"
          aria-label={t.shape}
          value={shape}
          onChange={(value) => go({ as: SHAPES.find((each) => each === value && each !== "timeline") })}
          data={SHAPES.map((value) => ({ value, label: t.shapes[value] ?? value }))}
        />
      )}
    </Group>
  );
}
