// Texts of who is on call.
import { plural } from "../ui/format";

export const onCallText = {
  title: "On call",
  about: "Who answers now for each team, who is next, and by which rota.",
  back: "On call",
  heads: ["Team", "Rota", "On call now", "Until", "Next"],
  next: "next",
  none: "Nobody has declared a rota yet",
  noneAbout:
    "A rota says who takes turns, from when, and when they hand over. Who is on call is told of what is critical.",
  nobody: "nobody",
  noTeam: "no team",
  notBegun: "has not begun",
  picture: "The next four weeks",
  pictureAbout:
    "Each bar is one shift; hatched ones come from an override. The same as a table stands below.",
  strip: (rota: string, count: number) => `${rota}: ${plural(count, "shift")} in the next four weeks`,
  shifts: "Shifts",
  shiftHeads: ["Rota", "Person", "From", "Until", "Why"],
  facts: {
    team: "Team",
    people: "Take turns",
    every: "A turn lasts",
    handOver: "Handed over at",
    start: "First turn begins on",
    overrides: "Overrides",
  },
  days: (count: number) => plural(count, "day"),
  override: (person: string, from: string, until: string) => `${person}, ${from} to ${until}`,
  byOverride: "Override",
  noOverride: "none",
  swap: {
    title: "Somebody else takes over",
    about: "An override goes before the turns; a later one goes before an earlier one.",
    person: "Who",
    personHelp: "An account; leave it empty where nobody is on call",
    from: "From",
    until: "Until",
    time: "Give a date and a time.",
    order: "It ends before it begins.",
    save: "Let them take over",
    saved: "Saved.",
  },
  now: (person: string) => `On call: ${person}`,
  until: "until",
  nobodyNow: "Nobody is on call",
};
