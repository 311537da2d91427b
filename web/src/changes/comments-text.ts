// Texts of comments on lines of a plan.
import { plural } from "../ui/format";

export const commentsText = {
  comment: "Comment",
  commentOn: (line: string) => `Comment on ${line}`,
  commentOnField: (field: string) => `Comment on ${field.toLowerCase()}`,
  open: (count: number) => `${plural(count, "comment")} not resolved.`,
  on: (line: string) => `Comments on ${line}`,
  lineThen: (words: string) => `It was said when the line read: ${words}`,
  gone: "On lines that are gone",
  goneAbout: "The plan no longer holds these lines. What was said of them is kept.",
  label: "What is to be said of this line",
  answerLabel: "Your answer",
  empty: "Write something first.",
  add: "Add the comment",
  added: "The comment is added.",
  answer: "Answer",
  answerTo: (who: string, line: string) => `Answer ${who} on ${line}`,
  addAnswer: "Add the answer",
  resolve: "Resolve",
  resolveOn: (line: string) => `Resolve the comment on ${line}`,
  reopen: "Open again",
  reopenOn: (line: string) => `Open the comment on ${line} again`,
  resolved: (who: string, said: string) => `Resolved by ${who}: ${said}`,
  resolvedAt: "Resolved",
  who: {
    who: "Who sees this comment",
    publicAbout: "The requester reads it too.",
    internalAbout: "Only those who work on changes read it.",
  },
};
