// What the pages of on-call rotas ask.
import { queryOptions } from "@tanstack/react-query";
import { onCall } from "../api/on-call";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
export const SHOWN_DAYS = 28;

/** From the hour that has begun on: another hour is another question, another second is not. */
export function spanOf(now: number): { from: number; to: number } {
  const from = Math.floor(now / (60 * MINUTE)) * 60 * MINUTE;
  return { from, to: from + SHOWN_DAYS * DAY };
}

export const rotasQuery = queryOptions({
  queryKey: ["graph", "rotas"],
  queryFn: async () => (await onCall.list()).items,
});

export const rotaQuery = (name: string) =>
  queryOptions({ queryKey: ["graph", "rota", name], queryFn: () => onCall.get(name) });

export const shiftsQuery = (name: string, { from, to }: { from: number; to: number }) =>
  queryOptions({
    queryKey: ["graph", "shifts", name, from],
    queryFn: async () =>
      (await onCall.shifts(name, new Date(from).toISOString(), new Date(to).toISOString())).items,
  });

/** Who is on call for a team now. */
export const onCallQuery = (team: string) =>
  queryOptions({
    queryKey: ["graph", "on-call", team],
    queryFn: async () => (await onCall.now(team)).items,
    enabled: team !== "",
    staleTime: MINUTE,
    refetchInterval: 5 * MINUTE,
  });
