// Questions about dashboards.
import { queryOptions } from "@tanstack/react-query";
import { dashboards } from "../api/dashboards";
import { Problem } from "../api/problem";

const retry = (count: number, error: Error) => count < 2 && !(error instanceof Problem && error.status < 500);

export const dashboardsQuery = queryOptions({
  queryKey: ["graph", "dashboards"],
  queryFn: async () => (await dashboards.list()).items,
});

export const dashboardQuery = (name: string) =>
  queryOptions({ queryKey: ["graph", "dashboard", name], queryFn: () => dashboards.get(name), retry });

export const dashboardFiguresQuery = (name: string) =>
  queryOptions({
    queryKey: ["graph", "dashboard figures", name],
    queryFn: async ({ signal }) => (await dashboards.figures(name, signal)).items,
    retry,
  });
