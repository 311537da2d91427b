// What the pages ask about releases and deployments.
import { queryOptions } from "@tanstack/react-query";
import { deployments, releases } from "../api/releases";

// "graph" goes first: whatever moves the graph may move a verdict.
export const packageQuery = (key: string) =>
  queryOptions({ queryKey: ["graph", "release-package", key], queryFn: () => releases.package(key) });

export const verificationQuery = (key: string) =>
  queryOptions({
    queryKey: ["graph", "release-verification", key],
    queryFn: () => releases.verification(key),
  });

export const versionPlanQuery = (key: string) =>
  queryOptions({ queryKey: ["graph", "deployment-plan", key], queryFn: () => deployments.plan(key) });
