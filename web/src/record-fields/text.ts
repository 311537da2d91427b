// Texts of the fields that an organisation declares for its records.
export const recordFieldsText = {
  title: "Fields",
  about:
    "What your organisation records beside what every record has. Fields stand in forms, lists, queries and history.",
  back: "Fields",
  heads: ["Records", "Fields declared here", "Asked for in"],
  none: "none",
  noneYet: "No fields are declared here",
  noneAbout: "Fill in the document below and save it.",
  fields: ["Field", "Type", "Choices", "Asked for in", "Description"],
  reference: (cls: string) => `reference to ${cls}`,
  choice: "choice",
  types: {
    text: "text",
    integer: "whole number",
    number: "number",
    boolean: "yes or no",
    date: "date",
    datetime: "date and time",
  } as Record<string, string>,
};
