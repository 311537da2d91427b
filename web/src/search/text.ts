// Texts of the search page.
import { plural } from "../ui/format";

export const searchText = {
  title: "Search",
  about: "A name, key, serial number, address, or the text of an alert.",
  label: "Search for",
  button: "Search",
  found: (count: number) => `${plural(count, "CI")} found`,
  first: (count: number) => `The first ${plural(count, "CI")} found`,
  records: (count: number) => `${plural(count, "record")} found`,
  choose: "Not exactly one CI is meant. Choose one.",
  nothing: (q: string) => `Nothing is known by “${q}”`,
  nothingAbout:
    "Check the spelling, or search for a part of it. What nobody has imported yet is not found either.",
  newCi: "Record it as a new CI",
  start: "What are you looking for?",
  startAbout: "Type or paste it above.",
};
