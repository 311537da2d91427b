// Change freezes as they are declared, and a file of more: tried first, then declared.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { closedPeriodsQuery } from "../changes/queries";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { words } from "../ui/format";
import { ButtonLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { FreezeFile } from "./FreezeFile";

const t = text.closedDays.freezes;

export function FreezesPanel({ decides }: { decides: boolean }) {
  const periods = useQuery(closedPeriodsQuery);
  return (
    <Panel
      title={t.title}
      aside={
        <ButtonLink to="/schedule" search={{}} variant="default" size="compact-sm">
          {t.toSchedule}
        </ButtonLink>
      }
    >
      <Text size="sm" c="dimmed" mb="xs">
        {t.about}
      </Text>
      <Loaded answer={periods} rows={4}>
        {(items) => {
          const freezes = items.filter((each) => each.kind === "freeze");
          if (freezes.length === 0) return <EmptyState title={t.none}>{t.noneAbout}</EmptyState>;
          return (
            <DeclaredTable
              label={t.title}
              heads={t.heads}
              rows={freezes.map((each) => ({
                key: each.name,
                cells: [
                  <b key="name">{each.name}</b>,
                  <Time key="from" at={each.start} absolute />,
                  <Time key="until" at={each.end} absolute />,
                  each.reason || "–",
                  each.exempt.map((kind) => words(kind)).join(", ") || t.everything,
                ],
              }))}
            />
          );
        }}
      </Loaded>
      {decides && <FreezeFile />}
    </Panel>
  );
}
