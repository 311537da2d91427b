// Texts of the catalogue's administration.
import { plural } from "../ui/format";

export const catalogueText = {
  title: "Catalogue",
  about: "What people may ask for in the portal, what is asked then, who agrees, and what is done.",
  back: "Catalogue",
  none: "Nothing may be asked for yet",
  noneAbout: "Declare the first item below. It then stands in the portal for whom it is for.",
  heads: ["Item", "Category", "For", "Approval", "Questions", "Tasks", "Delivery"],
  everybody: "everybody",
  nobody: "none",
  votes: (count: number, who: string) => `${plural(count, "vote")} of ${who}`,
  days: (count: number | null) => (count === null ? "–" : plural(count, "day")),
  inPortal: "See it in the portal",
  facts: {
    about: "Description",
    for: "For",
    approval: "Approval",
    questions: "Questions",
    tasks: "Tasks",
    fulfilled: "Fulfilled",
    delivery: "Delivery",
  },
  fulfilled: { tasks: "by itself, with the last task", hand: "when somebody says so" },
  needed: "needed",
  after: (names: string) => `after ${names}`,
};
