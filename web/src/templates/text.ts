// Texts of templates.
import { plural } from "../ui/format";

export const templatesText = {
  title: "Templates",
  about:
    "What is said beforehand of records that come again and again. Whoever opens one fills in the blanks.",
  back: "Templates",
  none: "No templates yet",
  noneAbout: "Declare the first one below. It then stands where records are opened.",
  heads: ["Template", "For", "Title", "Blanks", "Tasks", "Approval"],
  standard: "approved beforehand",
  usual: "as usual",
  noLonger: "It no longer fits",
  facts: {
    about: "About",
    for: "For",
    title: "Title",
    blanks: "Blanks",
    fields: "Fields",
    tasks: "Tasks",
    approval: "Approval",
    window: "Window",
    backout: "Back-out",
  },
  minutes: (count: number) => plural(count, "minute"),
  anyCi: "any CI",
  words: "words",
  use: {
    open: "New from template",
    title: "New from a template",
    choose: "Template",
    choosePlaceholder: "Choose one",
    named: "Title",
    namedHelp: "Absent: as the template says it.",
    start: "Window starts",
    startHelp: (minutes: string, zone: string) => `It lasts ${minutes}. Times are in ${zone}.`,
    chosen: (name: string) => `Chosen: ${name}`,
    give: "Needed here.",
    act: "Open it",
    opened: (key: string) => `${key} is open.`,
    standard: "A standard change: it is approved beforehand.",
  },
};
