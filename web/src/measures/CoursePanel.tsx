// The course of a measure as a picture, or as the table that stands behind it.
import { Group, SegmentedControl, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { EVERY, type Every, type Figure, type Measure } from "../api/measures";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { CoursePicture } from "./CoursePicture";
import { ExportButton } from "./ExportButton";
import { courseCsv } from "./export";
import { reasonWords, valueWords } from "./figure";
import classes from "./Measures.module.css";
import { everyOf, partWords } from "./period";
import { courseQuery } from "./queries";
import { askedOf, type MeasureSearch } from "./search";

const t = text.measures;

export function CoursePanel({ measure, search }: { measure: Measure; search: MeasureSearch }) {
  const navigate = useNavigate({ from: "/measures/$name" });
  const every = search.every ?? everyOf(search.period);
  const course = useQuery(courseQuery(measure.measure, askedOf(search), every));
  const change = (next: Partial<MeasureSearch>) =>
    navigate({ search: (now) => ({ ...now, ...next }), resetScroll: false });
  return (
    <Panel
      title={t.trend}
      label={t.trend}
      aside={
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t.every}
            value={every}
            data={EVERY.map((each) => ({ value: each, label: t.turns[each] }))}
            onChange={(next) => change({ every: next as Every })}
          />
          <SegmentedControl
            size="xs"
            aria-label={t.shownAs}
            value={search.table ?? ""}
            data={[
              { value: "", label: t.asPicture },
              { value: "1", label: t.asTable },
            ]}
            onChange={(next) => change({ table: next === "1" ? "1" : undefined })}
          />
          <ExportButton
            file={`${measure.measure}-${every}.csv`}
            of={t.trend}
            make={async () => courseCsv(course.data?.items ?? [])}
            disabled={!course.data}
          />
        </Group>
      }
    >
      <div className={classes.course} style={{ opacity: course.isPlaceholderData ? 0.6 : 1 }}>
        <Loaded answer={course} rows={9}>
          {({ items }) =>
            search.table ? (
              <CourseTable figures={items} every={every} />
            ) : (
              <CoursePicture figures={items} every={every} />
            )
          }
        </Loaded>
      </div>
    </Panel>
  );
}

function CourseTable({ figures, every }: { figures: Figure[]; every: Every }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={t.asTable}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.when}</Table.Th>
            <Table.Th ta="right">{t.value}</Table.Th>
            <Table.Th ta="right">{t.count}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {figures.map((figure) => (
            <Table.Tr key={figure.period}>
              <Table.Td>{partWords(figure.period, every, t.weekFrom)}</Table.Td>
              <Table.Td ta="right">
                {figure.value === null ? (
                  <span className={classes.dim}>{reasonWords(figure.reason)}</span>
                ) : (
                  valueWords(figure.value, figure.unit)
                )}
              </Table.Td>
              <Table.Td ta="right">{figure.count}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
