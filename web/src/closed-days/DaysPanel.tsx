// The days on which a calendar is closed: those to come by year, a file of more, and all of them as a file.
import { Alert, Button, Group, Select, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { closedDays } from "../api/closed-days";
import type { Calendar } from "../api/declared";
import { calendarsQuery } from "../calendars/CalendarsPage";
import { text } from "../text";
import { FileDrop } from "../ui/FileDrop";
import { bytes, number } from "../ui/format";
import { ButtonLink } from "../ui/links";
import { newRequest } from "../ui/once";
import { Panel } from "../ui/Panel";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { LARGEST, MOST_EVENTS } from "./limits";
import { NotTaken } from "./NotTaken";

const route = getRouteApi("/closed-days");
const t = text.closedDays.days;

export function DaysPanel({ writable }: { writable: boolean }) {
  const { calendar } = route.useSearch();
  const navigate = route.useNavigate();
  const found = useQuery(calendarsQuery);
  return (
    <Panel title={t.title}>
      <Loaded answer={found} rows={5}>
        {(items) => {
          const chosen =
            items.find((each) => each.name === calendar) ??
            items.find((each) => each.closed.length > 0) ??
            items[0];
          if (!chosen) return null;
          return (
            <>
              <Group gap="sm" align="flex-end" mb="sm">
                <Select
                  label={t.calendar}
                  allowDeselect={false}
                  data={items.map((each) => each.name)}
                  value={chosen.name}
                  onChange={(name) => navigate({ search: { calendar: name ?? undefined }, replace: true })}
                />
                <ButtonLink
                  to="/calendars/$name"
                  params={{ name: chosen.name }}
                  search={{}}
                  variant="default"
                  size="compact-sm"
                >
                  {t.open}
                </ButtonLink>
                {chosen.closed.length > 0 && (
                  <Button
                    component="a"
                    href={closedDays.address(chosen.name)}
                    variant="default"
                    size="compact-sm"
                    leftSection={<IconDownload size={14} aria-hidden />}
                  >
                    {t.download}
                  </Button>
                )}
              </Group>
              <Days calendar={chosen} />
              {writable && <AddDays key={chosen.name} calendar={chosen.name} />}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Days({ calendar }: { calendar: Calendar }) {
  const today = new Date().toISOString().slice(0, 10);
  const coming = calendar.closed.filter((day) => day >= today);
  const past = calendar.closed.length - coming.length;
  const years = [...new Set(coming.map((day) => day.slice(0, 4)))];
  if (calendar.closed.length === 0) return <EmptyState title={t.none}>{t.noneAbout}</EmptyState>;
  return (
    <section aria-label={t.list(calendar.name)}>
      {years.map((year) => (
        <div key={year}>
          <Text size="sm" fw={600} mt="xs">
            {year}
          </Text>
          <ul
            style={{
              display: "flex",
              flexWrap: "wrap",
              gap: "0.15rem 1rem",
              margin: 0,
              padding: 0,
              listStyle: "none",
            }}
          >
            {coming
              .filter((day) => day.startsWith(year))
              .map((day) => (
                <li key={day}>
                  <time dateTime={day}>{dayWords(day)}</time>
                </li>
              ))}
          </ul>
        </div>
      ))}
      {past > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t.past(past)}
        </Text>
      )}
    </section>
  );
}

function AddDays({ calendar }: { calendar: string }) {
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: (file: File) => closedDays.add(calendar, file, newRequest()),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  return (
    <div style={{ marginTop: "0.75rem" }}>
      <FileDrop
        label={t.add}
        accept=".ics,text/calendar"
        several={false}
        paste={false}
        add={(files) => files[0] && add.mutate(files[0])}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {t.limits(bytes(LARGEST), number(MOST_EVENTS))}
      </Text>
      {add.error != null && <ErrorState error={add.error} wrote />}
      <div aria-live="polite">
        {add.data && (
          <Alert
            color="accent"
            variant="light"
            my="xs"
            p="xs"
            title={t.added(add.data.added.length, add.variables.name)}
          >
            {add.data.added.length > 0 && (
              <Text size="sm" style={{ maxHeight: 160, overflowY: "auto" }}>
                {add.data.added.map((day) => dayWords(day, true)).join(", ")}
              </Text>
            )}
            <NotTaken events={add.data.not_taken} />
          </Alert>
        )}
      </div>
    </div>
  );
}

/** A date is the same day wherever it is read. */
function dayWords(day: string, year = false): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: year ? "numeric" : undefined,
    timeZone: "UTC",
  });
}
