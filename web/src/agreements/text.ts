// Texts of the agreements.
export const agreementsText = {
  title: "Agreements",
  about: "What is promised: response, resolution, availability and satisfaction, by priority.",
  back: "Agreements",
  heads: ["Agreement", "Kind", "Services", "Calendar", "Response 1", "Resolution 1", "Availability"],
  all: "all services",
  none: "–",
  kinds: { sla: "SLA", ola: "OLA", contract: "Contract" } as Record<string, string>,
  facts: {
    kind: "Kind",
    services: "Services",
    practices: "For",
    calendar: "Counted in",
    response: "Response",
    resolution: "Resolution",
    availability: "Availability",
    satisfaction: "Satisfaction",
    kept: "Kept in the last 30 days",
  },
  by: (priority: string, time: string) => `priority ${priority}: ${time}`,
  kept: (share: string, count: number) => `${share} of ${count}`,
  nothing: "nothing was counted",
};
