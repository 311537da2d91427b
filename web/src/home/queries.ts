// The home page's own question to the API.
import { queryOptions } from "@tanstack/react-query";
import * as api from "../api/calls";

/** What this server proposes to try; whoever may not ask for impact is proposed nothing. */
export const triesQuery = queryOptions({
  queryKey: ["tries"],
  queryFn: async () => (await api.impact.tries()).items,
  staleTime: 300_000,
});
