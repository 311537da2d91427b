// Questions about one unauthorised change.
import { queryOptions } from "@tanstack/react-query";
import { unauthorisedChanges } from "../api/unauthorised-changes";

export const editsQuery = (key: string) =>
  queryOptions({
    queryKey: ["graph", "unauthorised-edits", key],
    queryFn: async () => (await unauthorisedChanges.edits(key)).items,
  });

export const nearQuery = (key: string) =>
  queryOptions({
    queryKey: ["graph", "unauthorised-near", key],
    queryFn: async () => (await unauthorisedChanges.near(key)).items,
  });
