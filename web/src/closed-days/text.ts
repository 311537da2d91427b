// Texts of closed days and change freezes, from the calendars of others.
import { number, plural } from "../ui/format";

export const closedDaysText = {
  title: "Closed days & freezes",
  about:
    "Days on which clocks stand still, and times in which nothing is changed; both from iCalendar files too.",
  days: {
    title: "Closed days",
    calendar: "Calendar",
    none: "No day is closed in this calendar yet",
    noneAbout: "Add an iCalendar file of public holidays, or write days into the calendar itself.",
    list: (name: string) => `Closed days of ${name}`,
    past: (count: number) => `${plural(count, "earlier day")} not shown`,
    open: "Open the calendar",
    download: "Download as iCalendar",
    add: "Add days from an iCalendar file.",
    limits: (size: string, events: string) =>
      `Up to ${size} and ${events} events. An event closes the days that it fills; what repeats is followed for five years.`,
    added: (count: number, name: string) =>
      count === 0
        ? `${name} closes no day that was open.`
        : `${name} closes ${plural(count, "more day", "more days")}.`,
  },
  freezes: {
    title: "Change freezes",
    about: "They stand on the schedule too, and a change that falls into one collides with it.",
    toSchedule: "The schedule",
    none: "No freeze is declared",
    noneAbout: "Add an iCalendar file of freezes, or declare one on the schedule.",
    heads: ["Freeze", "From", "Until", "Why", "Not for"],
    everything: "holds for every kind",
    add: "Read freezes from an iCalendar file.",
    limits: (size: string, most: string) =>
      `Up to ${size} and ${most} freezes. Each event is one; what repeats becomes one for each time.`,
    until: "Until",
    untilHelp: "Up to three years; empty: one year",
    zone: "Zone",
    zoneHelp: "Of whole days; empty: as the file says",
    exempt: "New ones do not hold for",
    exemptOf: (kind: string) => `${kind} changes`,
    tried: (name: string, zone: string, until: string) => `${name}, whole days in ${zone}, until ${until}`,
    counts: (added: number, changed: number, same: number, left: number) =>
      [
        `${number(added)} new`,
        `${number(changed)} moved`,
        `${number(same)} as they are`,
        `${number(left)} not taken`,
      ].join(", "),
    write: (count: number) => `Declare ${plural(count, "freeze")}`,
    nothing: "There is nothing to declare.",
    written: (count: number) => `${plural(count, "freeze is", "freezes are")} declared.`,
    forget: "Forget this file",
    new: "new",
    moved: "moved",
    resultHeads: ["Freeze", "From", "Until", "What"],
  },
  notTaken: (count: number) => `${plural(count, "event was", "events were")} not taken`,
  untitled: "without a name",
};
