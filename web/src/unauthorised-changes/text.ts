// Texts of the page of an unauthorised change.
import { number, plural } from "../ui/format";

export const unauthorisedText = {
  edits: "What was edited outside any change",
  by: (who: string, source: string) => `By ${who}${source ? `, from the source ${source}` : ""}.`,
  byRun: (run: string) => `Written by the import run ${run}.`,
  ci: "CI",
  attribute: "Attribute",
  expected: "Expected",
  recorded: "Recorded",
  now: "Now",
  when: "When",
  more: (shown: number, all: number) =>
    `The first ${number(shown)} of ${plural(all, "edit")} are kept one by one.`,
  standings: {
    stands: "as it was edited",
    back: "as expected again",
    moved: "something else since",
    gone: "the CI is gone",
  } as Record<string, string>,
  near: "Changes near by",
  nearAbout:
    "Changes on these CIs with a window within seven days, and why none of them stands behind the edits.",
  noneNear: "No change on these CIs has a window within seven days.",
  change: "Change",
  state: "State",
  window: "Window",
  away: (minutes: string) => (minutes ? `${minutes} away` : "around the edit"),
  why: "Why it does not stand behind it",
  settle: "What is done about it",
  settleAbout:
    "Accepted: a change with these edits as its plan is drafted, to be decided on afterwards. Put back: a change is drafted that sets what was there before.",
  settleDeployed:
    "Accepted: a change on the CIs of the deployment, around it in time, is drafted, to be decided on afterwards. Once the pipeline tells that it was rolled back, it is reverted.",
  accept: "Accept afterwards",
  putBack: "Put it back",
  reason: "Why",
  give: "Say why in a sentence.",
  confirm: {
    accept: "Draft the change afterwards",
    putBack: "Draft the change that puts it back",
  } as Record<string, string>,
  done: (change: string) => `${change} is drafted.`,
  leftOut: "Not put back",
  open: (change: string) => `Open ${change}`,
};
