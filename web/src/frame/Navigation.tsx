// The pages, by what they are for; only what the person may use.
import type { Session } from "../api/shapes";
import { may } from "../session/may";
import { text } from "../text";
import { PlainLink } from "../ui/links";
import classes from "./Frame.module.css";
import {
  ADMINISTRATION,
  CHANGES,
  CONFIGURATION,
  KNOWLEDGE,
  MAIN,
  OPERATION,
  type Place,
  REPORTING,
  targetOf,
} from "./places";

export function Navigation({ session }: { session: Session }) {
  const allowed = (places: Place[]) => places.filter((place) => !place.needs || may(session, place.needs));
  const t = text.frame.sections;
  return (
    <nav className={classes.nav} aria-label={text.frame.navigation}>
      <Links places={allowed(MAIN)} />
      <Section title={t.configuration} places={allowed(CONFIGURATION)} />
      <Section title={t.changes} places={allowed(CHANGES)} />
      <Section title={t.operation} places={allowed(OPERATION)} />
      <Section title={t.knowledge} places={allowed(KNOWLEDGE)} />
      <Section title={t.reporting} places={allowed(REPORTING)} />
      <Section title={t.administration} places={allowed(ADMINISTRATION)} />
    </nav>
  );
}

function Section({ title, places }: { title: string; places: Place[] }) {
  if (places.length === 0) return null;
  return (
    <>
      <div className={classes.section}>{title}</div>
      <Links places={places} />
    </>
  );
}

function Links({ places }: { places: Place[] }) {
  return places.map((place) => (
    <PlainLink
      key={place.label}
      {...targetOf(place)}
      className={classes.link}
      activeOptions={{ exact: place.to === "/", includeSearch: false }}
    >
      <place.icon size={16} stroke={1.7} aria-hidden />
      {place.label}
    </PlainLink>
  ));
}
