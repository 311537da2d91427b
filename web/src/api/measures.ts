// The routes of measures: figures over a period, one measure with its definition, the records behind a figure.
import { get } from "./client";
import type { Page, Value } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export const DIMENSIONS = ["team", "priority", "category", "service", "agreement"] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export const EVERY = ["day", "week", "month"] as const;
export type Every = (typeof EVERY)[number];

export type Figure = Schemas["MeasureEntry"];
export type Measure = Schemas["MeasureDetail"];
export type RecordBehind = Omit<Schemas["MeasureRecord"], "attributes"> & {
  attributes: Record<string, Value>;
};

/** Over which period, by which dimension, or only of one group of it. */
export type Asked = { period?: string; by?: Dimension; group?: string };
type Paged = { limit: number; after?: string; total?: boolean };

export const measures = {
  all: (query: Asked, signal?: AbortSignal) => get<Page<Figure>>("/measures", { query, signal }),
  one: (name: string, query: Asked & { every?: Every }, signal?: AbortSignal) =>
    get<Measure>("/measures/{name}", { at: [name], query, signal }),
  behind: (name: string, query: Asked & Paged, signal?: AbortSignal) =>
    get<Page<RecordBehind>>("/measures/{name}/records", { at: [name], query, signal }),
};
