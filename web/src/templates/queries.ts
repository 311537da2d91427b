// Questions about templates.
import { queryOptions } from "@tanstack/react-query";
import { templates } from "../api/templates";

export const templatesQuery = (practice?: string) =>
  queryOptions({
    queryKey: ["graph", "templates", practice ?? ""],
    queryFn: async () => (await templates.list(practice)).items,
  });

export const templateQuery = (name: string) =>
  queryOptions({ queryKey: ["graph", "template", name], queryFn: () => templates.get(name) });
