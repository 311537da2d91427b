// Texts of the events' page.
import { plural } from "../ui/format";

export const eventsText = {
  title: "Events",
  about: "Alerts of monitoring, grouped by what may have caused them. One incident for each cause.",
  past: "Alerts are not part of the history. Return to now to see them.",
  look: "Look again",
  looked: (opened: number, told: number) =>
    opened + told === 0
      ? "Nothing new follows from them."
      : `${plural(opened, "incident")} opened, ${plural(told, "incident")} told of alerts.`,
  empty: "No alerts have come yet",
  emptyAbout: "Point monitoring at this address. Alerts of one cause then become one incident.",
  quiet: "Nothing fires",
  quietAbout: "Every alert that came is resolved.",
  summary: {
    label: "How many",
    firing: "Fire now",
    incidents: "Incidents of them",
    suppressed: "Expected",
    unmatched: "CI unknown",
    received: "Messages ever",
    notKept: "Not kept",
    notKeptHelp: "They came when no room was left; they are counted, not listed.",
  },
  views: {
    label: "Which ones",
    groups: "By cause",
    firing: "All that fire",
    expected: "Expected",
    unknown: "CI unknown",
    resolved: "Resolved",
  },
  group: {
    alerts: (count: number) => plural(count, "alert"),
    messages: (count: number) => plural(count, "message"),
    cis: (count: number) => plural(count, "CI"),
    more: (count: number) => `and ${count} more`,
    since: "since",
    last: "last message",
    show: "Show its alerts",
    hide: "Hide its alerts",
    unknownAbout:
      "They become part of an incident as soon as their CI is in the graph and known by that name.",
    expectedAbout: "They count, and open no incident.",
    waitingAbout: "Information only, or left for the next look.",
  },
  table: {
    caption: "Alerts",
    severity: "Severity",
    alert: "Alert",
    ci: "CI",
    since: "Since",
    count: "Messages",
    incident: "Incident",
    unknown: "unknown",
    tried: (names: string) => `tried: ${names}`,
    resolved: "resolved",
    none: "No alert is in this list",
    more: "Show more",
  },
  severities: { critical: "Critical", warning: "Warning", info: "Info" } as Record<string, string>,
  intake: {
    title: "Where monitoring sends its alerts",
    about: "Make a token with the role Monitoring, and give monitoring one of these addresses:",
    alertmanager: "Prometheus Alertmanager, as a webhook",
    plain: "Anything else, as JSON",
    token: "Make a token",
    copy: (what: string) => `Copy: ${what}`,
    fields: "source, id, ci, severity, state (firing or resolved), at, summary",
  },
};
