// The scenario as chips: what is DOWN, what is DEGRADED, what is immune.
import { Button, Group, Menu, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconShieldCheck, IconX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { SearchHit } from "../api/shapes";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { ErrorState } from "../ui/states";
import classes from "./Explorer.module.css";
import { type Part, type Role, withoutPart, withPart } from "./search";
import { type Unsure, useLookup } from "./useLookup";

const t = text.impact;

type Props = {
  parts: Part[];
  names: Record<string, string>;
  change: (parts: Part[]) => void;
  title: string;
};

export function ScenarioPanel({ parts, names, change, title }: Props) {
  const [known, setKnown] = useState<Record<string, string>>({});
  const [open, setOpen] = useState<Unsure[]>([]);
  const { start, looking, error } = useLookup();
  const learn = (hits: SearchHit[]) =>
    setKnown((now) => ({ ...now, ...Object.fromEntries(hits.map((hit) => [hit.key, hit.name])) }));

  const add = (hit: SearchHit) => {
    learn([hit]);
    change(withPart(parts, { ci: hit.key, role: "down" }));
  };
  const choose = (entry: string, hit: SearchHit) => {
    setOpen((now) => now.filter((other) => other.entry !== entry));
    add(hit);
  };
  const paste = (pasted: string) =>
    start(pasted, ({ sure, unsure }) => {
      learn(sure);
      setOpen(unsure);
      change(sure.reduce((now, hit) => withPart(now, { ci: hit.key, role: "down" }), parts));
    });

  return (
    <Panel
      title={title}
      aside={
        parts.length > 0 && (
          <Button variant="subtle" size="compact-xs" onClick={() => change([])}>
            {t.clear}
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <CiPicker onPick={add} onPasteList={paste} label={t.add} description={t.addHelp} />
        {looking > 0 && (
          <Text size="xs" role="status">
            {t.pasting(looking)}
          </Text>
        )}
        {error != null && <ErrorState error={error} />}
        {parts.length > 0 && (
          <ul className={classes.chips} aria-label={title}>
            {parts.map((part) => (
              <Chip
                key={part.ci}
                part={part}
                name={names[part.ci] ?? known[part.ci] ?? part.ci}
                setRole={(role) => change(withPart(parts, { ci: part.ci, role }))}
                remove={() => change(withoutPart(parts, part.ci))}
              />
            ))}
          </ul>
        )}
        {open.map(({ entry, hits }) => (
          <Unresolved
            key={entry}
            entry={entry}
            hits={hits}
            choose={(hit) => choose(entry, hit)}
            dismiss={() => setOpen((now) => now.filter((other) => other.entry !== entry))}
          />
        ))}
      </Stack>
    </Panel>
  );
}

type UnresolvedProps = {
  entry: string;
  hits: SearchHit[];
  choose: (hit: SearchHit) => void;
  dismiss: () => void;
};

export function Unresolved({ entry, hits, choose, dismiss }: UnresolvedProps) {
  return (
    <div>
      <Text size="xs" fw={550}>
        {hits.length ? t.chooseOf(entry) : `${t.notFound} ${entry}`}
      </Text>
      <Group gap={4} mt={3}>
        {hits.map((hit) => (
          <Button key={hit.key} size="compact-xs" variant="default" onClick={() => choose(hit)}>
            {hit.name}
          </Button>
        ))}
        <Button size="compact-xs" variant="subtle" color="gray" onClick={dismiss}>
          {t.dismiss}
        </Button>
      </Group>
    </div>
  );
}

type ChipProps = { part: Part; name: string; setRole: (role: Role) => void; remove: () => void };

function Chip({ part, name, setRole, remove }: ChipProps) {
  const navigate = useNavigate();
  const word = t[part.role];
  return (
    <li className={classes.chip} data-role={part.role}>
      <Menu position="bottom-start">
        <Menu.Target>
          <UnstyledButton className={classes.chipMain} aria-label={t.chip(name, word)}>
            <RoleMark part={part.role} />
            <span className={classes.chipName}>{name}</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<RoleMark part="down" />} onClick={() => setRole("down")}>
            {t.makeDown}
          </Menu.Item>
          <Menu.Item leftSection={<RoleMark part="degraded" />} onClick={() => setRole("degraded")}>
            {t.makeDegraded}
          </Menu.Item>
          <Menu.Item leftSection={<RoleMark part="immune" />} onClick={() => setRole("immune")}>
            {t.makeImmune}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => navigate({ to: "/cis/$key", params: { key: part.ci }, search: {} })}>
            {t.openPage}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <UnstyledButton onClick={remove} aria-label={`${t.remove}: ${name}`} p={4} display="inline-flex">
        <IconX size={13} />
      </UnstyledButton>
    </li>
  );
}

function RoleMark({ part }: { part: Role }) {
  if (part === "immune") return <IconShieldCheck size={15} color="var(--state-ok)" aria-hidden />;
  return (
    <span aria-hidden>
      <StateMark state={part} word={false} size={11} />
    </span>
  );
}
