// Closed days of each calendar and change freezes: listed, taken from iCalendar files, and given out as one.
import { useQuery } from "@tanstack/react-query";
import { calendarsQuery } from "../calendars/CalendarsPage";
import { may } from "../session/may";
import { text } from "../text";
import { Page } from "../ui/Page";
import { sessionQuery } from "../ui/queries";
import { useAsOf } from "../ui/useAsOf";
import { DaysPanel } from "./DaysPanel";
import { FreezesPanel } from "./FreezesPanel";

export function ClosedDaysPage() {
  const asOf = useAsOf();
  const known = useQuery(calendarsQuery);
  const session = useQuery(sessionQuery).data;
  return (
    <Page title={text.closedDays.title} about={text.closedDays.about}>
      <DaysPanel writable={may(session, "agreement.write") && !asOf} />
      {/* Not before it is known how much room the days take: it would be pushed down. */}
      {!known.isPending && <FreezesPanel decides={may(session, "change.decide") && !asOf} />}
    </Page>
  );
}
