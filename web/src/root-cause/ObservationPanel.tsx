// What is seen, as chips: DOWN and healthy; typed, pasted or clicked on the map.
import { Button, Group, Select, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { SearchHit } from "../api/shapes";
import explorer from "../impact/Explorer.module.css";
import { Unresolved } from "../impact/ScenarioPanel";
import { type Unsure, useLookup } from "../impact/useLookup";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { ErrorState } from "../ui/states";
import { HOURS, type Observations, observed, type RootCauseSearch, type Seen } from "./search";

const t = text.rootCause;

type Props = {
  seen: Observations;
  hours: NonNullable<RootCauseSearch["hours"]>;
  nameOf: (key: string) => string;
  learn: (hits: SearchHit[]) => void;
  change: (seen: Observations) => void;
  setHours: (hours: RootCauseSearch["hours"]) => void;
};

export function ObservationPanel({ seen, hours, nameOf, learn, change, setHours }: Props) {
  return (
    <Panel
      title={t.observations}
      aside={
        seen.down.length + seen.up.length > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={() => change({ down: [], up: [] })}>
            {t.clear}
          </Button>
        )
      }
    >
      <Stack gap="md">
        <Side side="down" seen={seen} nameOf={nameOf} learn={learn} change={change} />
        <Side side="up" seen={seen} nameOf={nameOf} learn={learn} change={change} />
        <Select
          label={t.hours}
          data={HOURS.map((each) => ({ value: each, label: t.hoursOf[each] }))}
          value={hours}
          allowDeselect={false}
          onChange={(value) => setHours(HOURS.find((each) => each === value))}
        />
      </Stack>
    </Panel>
  );
}

type SideProps = Pick<Props, "seen" | "nameOf" | "learn" | "change"> & { side: Seen };

function Side({ side, seen, nameOf, learn, change }: SideProps) {
  const [open, setOpen] = useState<Unsure[]>([]);
  const { start, looking, error } = useLookup();
  const add = (hits: SearchHit[]) => {
    learn(hits);
    change(hits.reduce((now, hit) => observed(now, hit.key, side), seen));
  };
  const leave = (entry: string) => setOpen((now) => now.filter((other) => other.entry !== entry));
  return (
    <Stack gap={6}>
      <CiPicker
        label={t.add[side]}
        description={t.addHelp[side]}
        onPick={(hit) => add([hit])}
        onPasteList={(pasted) =>
          start(pasted, ({ sure, unsure }) => {
            setOpen(unsure);
            add(sure);
          })
        }
      />
      {looking > 0 && (
        <Text size="xs" role="status">
          {text.impact.pasting(looking)}
        </Text>
      )}
      {error != null && <ErrorState error={error} />}
      {seen[side].length > 0 && (
        <ul className={explorer.chips} aria-label={t.seen[side]}>
          {seen[side].map((ci) => (
            <li key={ci} className={explorer.chip} data-role={side === "down" ? "down" : "immune"}>
              <Group gap={6} wrap="nowrap" className={explorer.chipMain}>
                <StateMark state={side === "down" ? "down" : "ok"} word={false} size={11} />
                <span className={explorer.chipName}>
                  <CiLink id={ci}>{nameOf(ci)}</CiLink>
                </span>
              </Group>
              <UnstyledButton
                aria-label={t.remove(nameOf(ci))}
                p={4}
                display="inline-flex"
                onClick={() => change(observed(seen, ci, null))}
              >
                <IconX size={13} />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      {open.map(({ entry, hits }) => (
        <Unresolved
          key={entry}
          entry={entry}
          hits={hits}
          choose={(hit) => {
            leave(entry);
            add([hit]);
          }}
          dismiss={() => leave(entry)}
        />
      ))}
    </Stack>
  );
}
