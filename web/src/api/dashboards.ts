// The routes of dashboards: kept, shared, what their tiles show, the tables behind them.
import { get, post, put, remove } from "./client";
import type { Page } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type Dashboard = Schemas["Dashboard"];
export type Tile = Dashboard["tiles"][number];
export type TileFigures = Schemas["TileFigures"];
export type DashboardBody = Pick<Dashboard, "title" | "audience" | "roles" | "tiles">;
export const PICTURES = ["value", "course", "groups"] as const;

export const dashboards = {
  list: () => get<Page<Dashboard>>("/dashboards"),
  get: (name: string) => get<Dashboard>("/dashboards/{name}", { at: [name] }),
  figures: (name: string, signal?: AbortSignal) =>
    get<Page<TileFigures>>("/dashboards/{name}/figures", { at: [name], signal }),
  make: (body: DashboardBody, idempotencyKey: string) =>
    post<Dashboard>("/dashboards", { body, idempotencyKey }),
  put: (name: string, revision: number, body: DashboardBody) =>
    put<Dashboard>("/dashboards/{name}", { at: [name], body, ifMatch: revision }),
  remove: (name: string, revision: number) =>
    remove<void>("/dashboards/{name}", { at: [name], ifMatch: revision }),
};

/** The address of the table behind a tile as a file. */
export function tableAddress(name: string, tile: number, format: "csv" | "xlsx"): string {
  return `/api/v1/dashboards/${encodeURIComponent(name)}/tiles/${tile}/table?format=${format}`;
}
