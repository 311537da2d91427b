// Texts of settling what has moved under a change that is carried out.
export const settleText = {
  title: "Settle what has moved",
  about: "The plan is fixed, but for this: an edit may hold over what is there now, or be left out.",
  said: (was: string, now: string, to: string) => `the plan saw ${was}, it is ${now}, the plan wants ${to}.`,
  holds: "The plan holds",
  leave: "Leave this edit out",
  settled: "It is settled: the change can be completed.",
  second: "Somebody else has saved the plan meanwhile. It is shown as it is now; choose again.",
};
