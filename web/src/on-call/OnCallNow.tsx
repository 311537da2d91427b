// Who is on call now for a team, beside its name; nothing where no rota is kept for it.
import { useQuery } from "@tanstack/react-query";
import { text } from "../text";
import { Time } from "../ui/Time";
import classes from "./OnCall.module.css";
import { onCallQuery } from "./queries";

const t = text.onCall;

export function OnCallNow({ team }: { team: string }) {
  const found = useQuery(onCallQuery(team)).data;
  const shift = found?.[0];
  if (!shift) return null;
  return (
    <span className={classes.now}>
      {shift.person ? t.now(shift.person) : t.nobodyNow} {t.until} <Time at={shift.end} absolute />
    </span>
  );
}
