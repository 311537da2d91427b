// The clocks of records under their agreements.
import { get } from "./client";
import type { Page } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];
export type Clock = Schemas["RecordClock"];

export const clocks = {
  of: (keys: string[], signal?: AbortSignal) =>
    get<Page<Schemas["ClocksOfRecord"]>>("/clocks", { query: { keys: keys.join(",") }, signal }),
};
