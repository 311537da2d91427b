// The impact that follows from what is hit, the priority with it, and another impact with its reason.
import { Text } from "@mantine/core";
import type { Impact, Practice } from "../api/shapes";
import { text } from "../text";
import { stateName, stateWord } from "../ui/state";
import { PriorityMark } from "./PriorityMark";
import { attributeOf } from "./practice";
import { impactLevel, priorityOf } from "./priority";
import { RecordField } from "./RecordField";

const t = text.records.impact;
const NAMED = 3;

export function ComputedWords({ answer }: { answer: Impact }) {
  const level = impactLevel(answer.services);
  return (
    <Text size="sm" mt={4} data-testid="computed">
      {t.computed(text.records.levels[level] ?? String(level), servicesSaid(answer))}
    </Text>
  );
}

function servicesSaid({ services }: Impact): string {
  if (services.length === 0) return t.none;
  const worst = [...services].sort((a, b) => b.score - a.score);
  const named = worst
    .slice(0, NAMED)
    .map((each) => `${each.name} ${stateWord(stateName(each.state))}`)
    .join(", ");
  const rest = worst.length - NAMED;
  return t.because(rest > 0 ? `${named} ${t.more(rest)}` : named);
}

type Props = {
  practice: Practice;
  /** The computed impact; null where no CI is chosen, so that nothing can be computed. */
  computed: number | null;
  value: (name: string) => string;
  set: (name: string, value: string) => void;
  fault: (name: string) => string | undefined;
};

export function PriorityFields({ practice, computed, value, set, fault }: Props) {
  const impact = attributeOf(practice, "impact");
  const reason = attributeOf(practice, "impact_reason");
  if (!impact || !reason) return null;
  const said = value("impact");
  const level = said ? Number(said) : (computed ?? 3);
  const urgency = Number(value("urgency") || 2);
  const differs = computed !== null && said !== "" && Number(said) !== computed;
  return (
    <>
      <RecordField
        attribute={computed === null ? impact : { ...impact, label: t.override }}
        value={said}
        set={(next) => set("impact", next)}
        error={fault("impact")}
        description={computed === null ? t.impactHelp : t.overrideHelp}
      />
      {(differs || value("impact_reason") !== "" || fault("impact_reason")) && (
        <RecordField
          attribute={reason}
          value={value("impact_reason")}
          set={(next) => set("impact_reason", next)}
          error={fault("impact_reason")}
          required={differs}
          description={differs ? t.reasonHelp : undefined}
        />
      )}
      <Text size="sm" component="div" data-testid="priority">
        {t.priority} <PriorityMark priority={priorityOf(level, urgency)} />
      </Text>
    </>
  );
}
