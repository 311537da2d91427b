// Which records of a list are shown by how far they are: open, resolved, closed or all, each with how many there are.
import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Noun } from "../api/records";
import type { Practice } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { recordFacetsQuery } from "./queries";
import classes from "./Records.module.css";
import { PHASES, type PhaseChoice } from "./search";

const t = text.records.list;

type Asked = { noun: Noun; q: string | undefined; phase: PhaseChoice; asOf: string | undefined };

export function RecordPhases({
  asked,
  practice,
  choose,
}: {
  asked: Asked;
  practice: Practice;
  choose: (phase: PhaseChoice) => void;
}) {
  const counted = useQuery(recordFacetsQuery({ ...asked, phase: "all" }, ["state"])).data?.[0]?.values;
  const count = (phase: PhaseChoice) => {
    if (!counted) return "\u2007";
    const states = practice.lifecycle.states.filter((state) => phase === "all" || state.phase === phase);
    const names = new Set(states.map((state) => state.name));
    return number(
      counted.reduce((sum, each) => sum + (names.has(String(each.value)) ? each.count : 0), 0),
      0,
    );
  };
  return (
    <fieldset
      className={classes.phases}
      style={{ border: 0, margin: 0, padding: 0 }}
      aria-label={t.phasesLabel}
    >
      {PHASES.map((phase) => (
        <UnstyledButton
          key={phase}
          className={classes.phase}
          aria-pressed={phase === asked.phase}
          onClick={() => choose(phase)}
        >
          {t.phases[phase]} <span>{count(phase)}</span>
        </UnstyledButton>
      ))}
    </fieldset>
  );
}
