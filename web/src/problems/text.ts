// Texts of what recurs and of known errors.
import { plural } from "../ui/format";

export const problemsText = {
  title: "What keeps coming back",
  about: "Incidents that speak for one problem behind them, and that are linked with none yet.",
  known: "Known errors",
  knownAbout: "The cause and a way around are known; the fix is not there yet.",
  toKnown: "Known errors",
  toProposals: "What keeps coming back",
  empty: "Nothing keeps coming back",
  emptyAbout:
    "When incidents repeat on a CI, or on what it stands on, they are proposed here as one problem.",
  kinds: {
    same_ci: "again and again on this CI",
    upstream: "behind incidents on several CIs",
  } as Record<string, string>,
  incidents: (count: number) => plural(count, "incident"),
  between: (first: string, last: string) => `between ${first} and ${last}`,
  because: "Because",
  records: "Its incidents",
  more: (count: number) => `and ${count} more`,
  show: "Show all",
  open: "Open a problem from it",
  openAnother: "Open another problem",
  isOpen: "Open on this CI already:",
  join: (key: string) => `Link them with ${key}`,
  joined: (key: string) => `The incidents are linked with ${key}.`,
  opened: (key: string) => `${key} is open and linked with its incidents.`,
  past: "Proposals are made for now. Return to now to see them.",
  none: "No known error",
  noneAbout:
    "A problem with a cause and a workaround that is not fixed yet stands here, so that whoever has it finds the way around.",
  allProblems: "All problems",
  cause: "Cause",
  workaround: "Way around",
  cis: "CIs",
  loadMore: "Show more",
};
