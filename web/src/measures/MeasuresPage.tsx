// How we are doing: tiles by role, over a period, whole or told apart; the whole state stands in the address.
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Figure } from "../api/measures";
import { text } from "../text";
import { Page } from "../ui/Page";
import { ErrorState } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { Controls } from "./Controls";
import { ExportButton } from "./ExportButton";
import { tilesCsv } from "./export";
import { InPast } from "./InPast";
import classes from "./Measures.module.css";
import { periodWords } from "./period";
import { figuresQuery, groupsQuery } from "./queries";
import { ROLES, type Role, TILES } from "./roles";
import { askedOf } from "./search";
import { Tile } from "./Tile";
import { groupsOf, useGroupNames } from "./useGroupNames";

const route = getRouteApi("/measures");
const t = text.measures;

export function MeasuresPage() {
  return useAsOf() ? <InPast /> : <Now />;
}

function Now() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const asked = askedOf(search);
  const role: Role = search.role ?? "desk";
  const figures = useQuery(figuresQuery(asked));
  const groups = useQuery(groupsQuery(asked));
  const known = groupsOf([...(groups.data?.values() ?? [])].flat());
  const nameOf = useGroupNames(asked.by, known);
  const error = figures.error ?? groups.error;
  const period = figures.data?.values().next().value?.period;
  const rows = (): Figure[] => {
    const apart = asked.by && !asked.group ? groups.data : undefined;
    return TILES[role].flatMap((name) => [
      ...(figures.data?.has(name) ? [figures.data.get(name) as Figure] : []),
      ...(apart?.get(name)?.filter(({ group }) => group) ?? []),
    ]);
  };
  return (
    <Page
      title={t.title}
      about={
        <>
          {t.about} <span data-testid="period">{period && periodWords(period)}</span>
        </>
      }
      actions={
        <ExportButton
          file="measures.csv"
          make={async () => tilesCsv(rows(), nameOf)}
          disabled={figures.data === undefined}
        />
      }
    >
      <Controls
        asked={asked}
        groups={known.map((value) => ({ value, label: nameOf(value) }))}
        change={(next) => navigate({ search: (now) => ({ ...now, ...next }), resetScroll: false })}
      />
      <SegmentedControl
        className={`${classes.roles} ${classes.framed}`}
        aria-label={t.role}
        value={role}
        data={ROLES.map((each) => ({ value: each, label: t.roles[each] }))}
        onChange={(next) =>
          navigate({
            search: (now) => ({ ...now, role: next === "desk" ? undefined : (next as Role) }),
            resetScroll: false,
          })
        }
      />
      {error != null && (
        <ErrorState
          error={error}
          retry={() => {
            figures.refetch();
            groups.refetch();
          }}
        />
      )}
      {error == null && (
        <section
          className={classes.tiles}
          aria-label={t.roles[role]}
          data-apart={asked.by !== undefined && !asked.group}
          style={{ opacity: figures.isPlaceholderData ? 0.6 : 1 }}
        >
          <h2 className="visually-hidden">{t.roles[role]}</h2>
          {TILES[role].map((name) => (
            <Tile
              key={name}
              name={name}
              asked={asked}
              figure={figures.data?.get(name)}
              groups={groups.data?.get(name)}
              nameOf={nameOf}
            />
          ))}
        </section>
      )}
    </Page>
  );
}
