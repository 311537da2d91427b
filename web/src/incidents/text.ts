// Texts of what stands on an incident's page beyond every record: evidence, escalation, major incidents.
import { plural } from "../ui/format";

export const incidentsText = {
  evidence: "What is known around it",
  noCis: "It names no CI yet. Link what is affected: causes, changes near by and who is hit follow from it.",
  hit: {
    title: "Who and what is hit",
    none: "No service goes down or degrades.",
    counts: (down: number, degraded: number, atRisk: number) =>
      [
        `${plural(down, "CI")} DOWN`,
        degraded ? `${degraded} DEGRADED` : "",
        atRisk ? `${atRisk} AT RISK` : "",
      ]
        .filter(Boolean)
        .join(", "),
    open: "Map in Impact",
    more: (count: number) => `and ${plural(count, "more service")}`,
  },
  causes: {
    title: "Probable causes",
    none: "Nothing that it stands on explains it better than itself.",
    fits: (share: string) => `fits ${share}`,
    open: "Compare in Root cause",
  },
  changes: {
    title: "Changed near by before it",
    about: "72 hours before it was opened, in what its CIs stand on",
    none: "Nothing changed there.",
    revision: (number: number) => `Revision ${number}`,
    cis: (count: number) => plural(count, "CI"),
    planned: (at: string) => `planned for ${at}`,
    deployed: (title: string) => `Deployed: ${title}`,
    deploymentStates: {
      in_progress: "in progress",
      succeeded: "succeeded",
      failed: "failed",
      cancelled: "cancelled",
      rolled_back: "rolled back",
    } as Record<string, string>,
    unauthorised: "outside any approved change",
  },
  matching: {
    title: "May be the same, open now",
    none: "No open incident is like it.",
    before: "An open incident may be the same",
    beforeAbout: "Add to it rather than open another one.",
  },
  similar: { title: "Similar ones before", none: "No earlier incident is like it." },
  articles: { title: "Articles that may help", none: "No article fits. What you find out may become one." },
  major: {
    is: "Major incident",
    roles: (commander: string, communications: string) => `${commander} leads, ${communications} informs.`,
    declare: "Declare a major incident",
    declareAbout:
      "Two people take it over: one leads, another one tells those concerned. It goes to the top.",
    commander: "Who leads?",
    communications: "Who informs?",
    reason: "Why?",
    declared: "It is a major incident now.",
    update: "Status update",
    updateAbout: "Those concerned read this, also in the portal.",
    text: "How does it stand?",
    next: "Next update in minutes",
    told: "The update is out.",
  },
  escalate: {
    do: "Escalate",
    level: "To which level?",
    reason: "Why?",
    team: "To which team?",
    teamHelp: "Empty: the team stays",
    now: (level: number) => `Level ${level} of 3`,
    done: (level: string) => `It is on level ${level} now.`,
  },
  needed: (label: string) => `${label.replace(/\?$/, "")} is needed.`,
  cancel: "Not now",
};
