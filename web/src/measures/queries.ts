// Questions about measures.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type Asked, type Every, type Figure, measures } from "../api/measures";
import { Problem } from "../api/problem";
import { behindOf } from "./roles";

const PAGE = 50;
const FRESH = 30_000;

const keyOf = ({ period, by, group }: Asked) => [period ?? "", by ?? "", group ?? ""];
/** A dimension without a group tells apart; the figure of the whole is asked for without it. */
const whole = ({ period, by, group }: Asked): Asked => (group ? { period, by, group } : { period });
const retry = (count: number, error: Error) => count < 2 && !(error instanceof Problem && error.status < 500);

export const figuresQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["graph", "measures", ...keyOf(whole(asked))],
    queryFn: async ({ signal }) => {
      const { items } = await measures.all(whole(asked), signal);
      return new Map(items.map((figure) => [figure.measure, figure]));
    },
    placeholderData: keepPreviousData,
    staleTime: FRESH,
    retry,
  });

/** Every measure by the groups of the dimension. */
export const groupsQuery = ({ period, by }: Asked) =>
  queryOptions({
    queryKey: ["graph", "measures by", period ?? "", by ?? ""],
    queryFn: async ({ signal }) => {
      const found = new Map<string, Figure[]>();
      for (const figure of (await measures.all({ period, by }, signal)).items)
        found.set(figure.measure, [...(found.get(figure.measure) ?? []), figure]);
      return found;
    },
    enabled: by !== undefined,
    placeholderData: keepPreviousData,
    staleTime: FRESH,
    retry,
  });

export const measureQuery = (name: string, asked: Asked) =>
  queryOptions({
    queryKey: ["graph", "measure", name, ...keyOf(whole(asked))],
    queryFn: ({ signal }) => measures.one(name, whole(asked), signal),
    placeholderData: keepPreviousData,
    staleTime: FRESH,
    retry,
  });

/** The measure with its definition, day by day, week by week or month by month. */
export const courseQuery = (name: string, asked: Asked, every: Every) =>
  queryOptions({
    queryKey: ["graph", "measure course", name, every, ...keyOf(whole(asked))],
    queryFn: ({ signal }) => measures.one(name, { ...whole(asked), every }, signal),
    placeholderData: keepPreviousData,
    staleTime: FRESH,
    retry,
  });

export const measureGroupsQuery = (name: string, { period, by }: Asked) =>
  queryOptions({
    queryKey: ["graph", "measure by", name, period ?? "", by ?? ""],
    queryFn: async ({ signal }) => (await measures.one(name, { period, by }, signal)).items,
    enabled: by !== undefined,
    placeholderData: (before, query) => (query?.queryKey[4] === (by ?? "") ? before : undefined),
    staleTime: FRESH,
    retry,
  });

/** The records behind exactly this figure: of the instants that it was worked out for. */
export const behindQuery = (figure: Figure, asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ["graph", "measure records", figure.measure, ...keyOf(askedBehind(figure, asked))],
    queryFn: ({ pageParam, signal }) =>
      measures.behind(
        figure.measure,
        { ...askedBehind(figure, asked), limit: PAGE, after: pageParam, total: pageParam === undefined },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: FRESH,
    retry,
  });

/** CIs are known as they are now: asked of a moment ago there would be none. */
export function askedBehind(figure: Figure, asked: Asked): Asked {
  return whole(behindOf(figure.measure) === "cis" ? asked : { ...asked, period: figure.period });
}
