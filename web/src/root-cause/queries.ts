// The root cause page's question to the API.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";
import type { Observations } from "./search";

export const causesQuery = ({ down, up }: Observations, hours: number, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["graph", "root-causes", JSON.stringify([down, up, hours, asOf ?? ""])],
    queryFn: ({ signal }) =>
      api.rootCauses.rank({ down, up, hours, ...(asOf ? { as_of: asOf } : {}) }, signal),
    enabled: down.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
