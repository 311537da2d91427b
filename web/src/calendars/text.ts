// Texts of the calendars.
import { plural } from "../ui/format";

export const calendarsText = {
  title: "Calendars",
  about: "When the service desk is open: clocks of records run in these hours only.",
  back: "Calendars",
  heads: ["Calendar", "Zone", "Hours", "Closed days", "From"],
  closed: (count: number) => plural(count, "day"),
  shut: "closed",
  facts: { zone: "Zone", closed: "Closed on" },
  days: {
    mon: "Monday",
    tue: "Tuesday",
    wed: "Wednesday",
    thu: "Thursday",
    fri: "Friday",
    sat: "Saturday",
    sun: "Sunday",
  } as Record<string, string>,
  none: "no day",
};
