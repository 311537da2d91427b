// Which measures each role looks at first, in the order of its tiles, what each figure counts, and what is behind it.

export const ROLES = ["desk", "owner", "board"] as const;
export type Role = (typeof ROLES)[number];

export const TILES: Record<Role, readonly string[]> = {
  desk: [
    "sla_attainment",
    "incident_resolution_time",
    "incident_resolution_time_service_hours",
    "first_contact_resolution",
    "reopen_rate",
    "backlog",
    "backlog_age",
    "csat",
    "cost_per_ticket",
  ],
  owner: [
    "service_availability",
    "mtbf",
    "mttr",
    "sla_attainment",
    "csat",
    "change_caused_incidents",
    "cmdb_health",
  ],
  board: [
    "change_success",
    "emergency_changes",
    "change_caused_incidents",
    "change_lead_time",
    "deployment_frequency",
    "deployment_lead_time",
    "change_restore_time",
    "service_availability",
    "mttr",
    "cmdb_health",
  ],
};

/** What stands behind a figure, one and many. */
export const COUNTED: Record<string, readonly [string, string]> = {
  incident_resolution_time: ["incident", "incidents"],
  incident_resolution_time_service_hours: ["incident", "incidents"],
  sla_attainment: ["ticket", "tickets"],
  service_availability: ["service", "services"],
  csat: ["answer", "answers"],
  first_contact_resolution: ["incident", "incidents"],
  cost_per_ticket: ["ticket", "tickets"],
  reopen_rate: ["incident", "incidents"],
  backlog: ["ticket", "tickets"],
  backlog_age: ["ticket", "tickets"],
  mtbf: ["service", "services"],
  mttr: ["outage", "outages"],
  change_success: ["change", "changes"],
  change_caused_incidents: ["incident", "incidents"],
  emergency_changes: ["change", "changes"],
  change_lead_time: ["change", "changes"],
  change_restore_time: ["incident", "incidents"],
  deployment_frequency: ["deployment", "deployments"],
  deployment_lead_time: ["deployment", "deployments"],
  cmdb_health: ["CI", "CIs"],
};

/** What is behind a figure: records, unless it is of services or of CIs. */
export type Behind = "records" | "outages" | "cis";
const BEHIND: Record<string, Behind> = {
  service_availability: "outages",
  mtbf: "outages",
  mttr: "outages",
  cmdb_health: "cis",
};

export const behindOf = (measure: string): Behind => BEHIND[measure] ?? "records";
