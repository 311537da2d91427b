// Texts of releases and deployments.
export const releasesText = {
  past: "Package and verification are shown as they are now; return to now to see them.",
  package: {
    title: "Changes in the package",
    none: "No change is in the package yet",
    noneAbout: "A release is made of changes: put in those that are built, tested and deployed together.",
    add: "Add a change",
    cancel: "Cancel",
    added: (key: string) => `${key} is in the package`,
    removed: (key: string) => `${key} is out of the package`,
    remove: (key: string) => `Take ${key} out of the package`,
    change: "Change",
    state: "State",
    window: "Window",
    what: "Title",
    noWindow: "no window",
    inTheWay: "In the way of deploying it",
    free: "Nothing stands in the way of deploying it.",
    remarks: "Also",
  },
  environments: {
    title: "Environments",
    none: "Nothing deployed yet",
    more: (count: number) => `${count} earlier`,
    apart: "not planned",
    states: {
      in_progress: "In progress",
      succeeded: "Succeeded",
      failed: "Failed",
      cancelled: "Cancelled",
      rolled_back: "Rolled back",
    } as Record<string, string>,
    unauthorised: "Outside any approved change",
    noVersion: "no version",
  },
  verification: {
    title: "Verification",
    verdicts: {
      not_begun: "Not begun",
      open: "Still open",
      verified: "Verified",
      failed: "Something speaks against it",
    },
    baseline: "Compared with the graph as it was",
    revision: (revision: number) => `revision ${revision}`,
    differences: "Against the baseline",
    words: {
      as_planned: "As planned",
      not_done: "Not done",
      otherwise: "Otherwise",
      unplanned: "Not planned",
    },
    verdict: "Verdict",
    where: "CI and field",
    before: "Before",
    now: "Now",
    why: "Why",
    nothing: "nothing",
    noDifference: "Nothing differs from the baseline.",
    checks: "Checks and tasks",
    checkStates: { waiting: "Waiting", ready: "Open", done: "Done", failed: "Failed" } as Record<
      string,
      string
    >,
    expected: (said: string, found: string) =>
      found ? `expected ${said}, found ${found}` : `expects ${said}`,
    incidents: "Incidents opened since",
  },
  deployment: {
    title: "Who stands behind it",
    run: "The run of the pipeline",
    authorisations: {
      by_change: "An approved change stands behind it",
      by_release: "An approved release stands behind it",
      unauthorised: "Deployed to production outside any approved change",
      not_needed: "No approval is needed for this environment",
    } as Record<string, string>,
    unmatched: "These names lead to no CI yet; they are looked for again by themselves",
    version: "The version in the CMDB",
    offered: (count: number) =>
      count === 1
        ? "One CI says another version. A deployment writes nothing: take the version over by a change."
        : `${count} CIs say another version. A deployment writes nothing: take the version over by a change.`,
    same: "The CIs say this version, or there is none to take over.",
  },
};
