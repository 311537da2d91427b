// A verdict as shape, colour and word; the map draws the same shapes.
import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import { text } from "../text";
import { StateMark } from "../ui/StateMark";
import marks from "../ui/StateMark.module.css";
import type { Verdict } from "./verdict";

const t = text.rootCause;

const SHAPES: Record<Verdict, ReactNode> = {
  match: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="1" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <rect x="4" y="4" width="8" height="8" fill="currentColor" />
    </>
  ),
  partly: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="1" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M4 8h8v4H4z" fill="currentColor" />
    </>
  ),
  missed: <path d="M8 1.4 14.6 8 8 14.6 1.4 8z" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  contradicted: (
    <path d="M3 3l10 10M13 3 3 13" stroke="currentColor" strokeWidth="3" strokeLinecap="square" />
  ),
  doubted: <path d="M3 3l10 10M13 3 3 13" stroke="currentColor" strokeWidth="1.6" strokeLinecap="square" />,
  agreed: (
    <>
      <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <circle cx="8" cy="8" r="2.6" fill="currentColor" />
    </>
  ),
  open: <circle cx="8" cy="8" r="3" fill="currentColor" />,
};
const COLOURS: Record<Verdict, string> = {
  match: "--state-ok",
  agreed: "--state-ok",
  partly: "--state-degraded",
  missed: "--state-down",
  contradicted: "--state-down",
  doubted: "--state-degraded",
  open: "--state-none",
};

export function VerdictMark({ verdict }: { verdict: Verdict }) {
  return (
    <span className={marks.mark} style={{ color: `var(${COLOURS[verdict]})` }} title={t.verdictHelp[verdict]}>
      <svg width={13} height={13} viewBox="0 0 16 16" aria-hidden="true">
        {SHAPES[verdict]}
      </svg>
      <span className={marks.word}>{t.verdicts[verdict]}</span>
    </span>
  );
}

const ON_THE_MAP: Verdict[] = ["match", "missed", "contradicted", "agreed"];

export function VerdictLegend() {
  return (
    <Group gap="md" role="group" aria-label={t.legend}>
      {ON_THE_MAP.map((verdict) => (
        <VerdictMark key={verdict} verdict={verdict} />
      ))}
      <StateMark state="down" word={t.onlyPredicted} />
    </Group>
  );
}
