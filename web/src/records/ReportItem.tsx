// "Open an incident from this": what fails in a scenario becomes what an incident affects.
import { Menu } from "@mantine/core";
import { IconUrgent } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Scenario } from "../api/shapes";
import { may } from "../session/may";
import { text } from "../text";
import { sessionQuery } from "../ui/queries";
import { listText } from "../ui/search-params";

export function ReportItem({ scenario }: { scenario: Scenario }) {
  const navigate = useNavigate();
  const session = useQuery(sessionQuery).data;
  if (scenario.as_of || !may(session, "record.write")) return null;
  const degraded = scenario.failures.every((failure) => failure.state === "degraded");
  const search = {
    ci: listText(scenario.failures.map((failure) => failure.ci)),
    effect: degraded ? ("degraded" as const) : undefined,
  };
  return (
    <>
      <Menu.Item
        leftSection={<IconUrgent size={15} />}
        onClick={() => navigate({ to: "/$noun/new", params: { noun: "incidents" }, search })}
      >
        {text.records.ofCi.fromImpact}
      </Menu.Item>
      <Menu.Divider />
    </>
  );
}
