// Keeps a new dashboard, or a copy of one, and opens it to be edited.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type DashboardBody, dashboards } from "../api/dashboards";
import { warn } from "../ui/notify";
import { newRequest } from "../ui/once";

export function useMake() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: DashboardBody) => dashboards.make(body, newRequest()),
    onSuccess: async ({ name }) => {
      await queries.invalidateQueries({ queryKey: ["graph", "dashboards"] });
      await navigate({ to: "/dashboards/$name", params: { name }, search: { edit: "1" } });
    },
    onError: (error) => warn(error.message),
  });
}
