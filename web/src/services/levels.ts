// What records add to the rows of services: their state for users, open incidents, changes ahead, availability.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { levels, type ServiceLevel } from "../api/levels";
import type { ServiceRow } from "../api/shapes";
import { may } from "../session/may";
import { sessionQuery } from "../ui/queries";
import { byState, stateName } from "../ui/state";
import { useAsOf } from "../ui/useAsOf";

const PAGE = 500;
const MINUTE = 60_000;

/** A service with what records tell of it, where the person may read them and the present is shown. */
export type LevelledRow = ServiceRow & { level?: ServiceLevel };

const levelsQuery = queryOptions({
  queryKey: ["graph", "service levels"],
  queryFn: async ({ signal }) => {
    const found: ServiceLevel[] = [];
    let after: string | undefined;
    do {
      const page = await levels.page({ limit: PAGE, after }, signal);
      found.push(...page.items);
      after = page.next ?? undefined;
    } while (after);
    return new Map(found.map((each) => [each.key, each]));
  },
  staleTime: MINUTE,
});

export const levelQuery = (key: string, period: string) =>
  queryOptions({
    queryKey: ["graph", "service level", key, period],
    queryFn: ({ signal }) => levels.get(key, period, signal),
    staleTime: MINUTE,
  });

/** Whether records tell of services here: they do of the present only, to those who may read them. */
export function useLevelsShown(): boolean {
  const past = useAsOf() !== undefined;
  return may(useQuery(sessionQuery).data, "record.read") && !past;
}

/** Services with what records tell of them; `rows` are there once both are, for the order follows from both. */
export function useLevelled(services: ServiceRow[] | undefined): {
  rows: LevelledRow[] | undefined;
  error: Error | null;
} {
  const shown = useLevelsShown();
  const { data, error } = useQuery({ ...levelsQuery, enabled: shown });
  const ready = !shown || data !== undefined || error !== null;
  const rows = useMemo(
    () =>
      ready ? services?.map((each) => levelled(each, shown ? data?.get(each.key) : undefined)) : undefined,
    [services, ready, shown, data],
  );
  return { rows, error: shown ? error : null };
}

/** The worse of both states counts: what the graph says, and what open incidents have taken out. */
export function levelled(service: ServiceRow, level: ServiceLevel | undefined): LevelledRow {
  if (!level) return service;
  const worse = level.state !== null && byState(stateName(level.state), stateName(service.state)) < 0;
  return { ...service, state: worse && level.state ? level.state : service.state, level };
}
