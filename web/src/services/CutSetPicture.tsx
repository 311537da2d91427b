// The likeliest cut sets as a picture: the service is DOWN when all CIs of one set are. The table holds the same.
import { Text } from "@mantine/core";
import type { Availability, CutSets } from "../api/shapes";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { useWide } from "../ui/useWide";
import { type Branch, branchesOf, probabilityWords } from "./reliability";
import classes from "./Service.module.css";

const MOST = 5;
const ROW = 24;
const GAP = 10;
const t = text.servicePage.cutSetPicture;

const WIDE = { gate: 140, and: 206, event: 256, end: 640 };
const NARROW = { gate: 2, and: 56, event: 100, end: 340 };

type Row = { key: string; label: string; note: string; y: number };
type Drawn = { y: number; and: boolean; rows: Row[]; rest?: string };

export function CutSetPicture({ service, found, figures }: Props) {
  const wide = useWide();
  const branches = branchesOf(found, figures, MOST);
  if (branches.length === 0) return null;
  const { sets, height } = laidOut(branches, found.names);
  const top = height / 2;
  const x = wide ? WIDE : NARROW;
  return (
    <Panel title={t.title}>
      <svg
        className={classes.tree}
        viewBox={`0 0 ${x.end} ${height}`}
        role="img"
        aria-label={t.label(service)}
        style={{ maxWidth: x.end }}
      >
        {wide && (
          <text x={x.gate - 6} y={top + 4} textAnchor="end" className={classes.topEvent}>
            {clipped(service, 18)}
          </text>
        )}
        {sets.map((set) => (
          <g key={set.y}>
            <path
              className={classes.wire}
              d={`M${x.gate + 24} ${top} H${x.gate + 42} V${set.y} H${set.rest ? x.event - 8 : set.and ? x.and : x.event}`}
            />
            {set.and && (
              <>
                {set.rows.map((row) => (
                  <path
                    key={row.key}
                    className={classes.wire}
                    d={`M${x.and + 26} ${set.y} H${x.and + 36} V${row.y} H${x.event}`}
                  />
                ))}
                <Gate x={x.and} y={set.y} kind="and" />
              </>
            )}
            {set.rest && (
              <text x={x.event} y={set.y + 4} className={classes.rest}>
                {set.rest}
              </text>
            )}
            {set.rows.map((row) => (
              <g key={row.key}>
                <circle cx={x.event + 7} cy={row.y} r={6.5} className={classes.event} />
                <text x={x.event + 20} y={row.y + 4}>
                  {clipped(row.label, wide ? 40 : 20)} <tspan className={classes.figureIn}>{row.note}</tspan>
                </text>
              </g>
            ))}
          </g>
        ))}
        <Gate x={x.gate} y={top} kind="or" />
      </svg>
      <Text size="xs" c="dimmed" mt={4}>
        {t.legend}
      </Text>
    </Panel>
  );
}

type Props = { service: string; found: CutSets; figures: Availability | undefined };

/** Each set below the one before; the rest of a size as one line. */
function laidOut(branches: Branch[], names: Record<string, string>): { sets: Drawn[]; height: number } {
  const sets: Drawn[] = [];
  let y = ROW / 2 + 2;
  for (const { size, sets: drawn, rest } of branches) {
    for (const { cis, probability } of drawn) {
      const rows = cis.map((ci, index) => ({
        key: ci,
        label: names[ci] ?? ci,
        note: index === cis.length - 1 && probability ? probabilityWords(probability) : "",
        y: y + index * ROW,
      }));
      sets.push({ y: y + ((cis.length - 1) * ROW) / 2, and: size > 1, rows });
      y += cis.length * ROW + (size > 1 ? GAP : 0);
    }
    if (rest > 0) {
      sets.push({ y, and: false, rows: [], rest: t.more(rest, size) });
      y += ROW + GAP;
    }
  }
  return { sets, height: y };
}

/** The gates of IEC 60617-12 in their older, curved shapes, with the output on the left: or with a hollow back. */
function Gate({ x, y, kind }: { x: number; y: number; kind: "or" | "and" }) {
  const shape =
    kind === "and"
      ? `M${x + 26} ${y - 11} h-12 a14 11 0 0 0 0 22 h12 z`
      : `M${x + 28} ${y - 12} q-16 0 -28 12 q12 12 28 12 q-8 -12 0 -24 z`;
  return (
    <g>
      <path d={shape} className={classes.gate} />
      <title>{kind === "and" ? t.and : t.or}</title>
    </g>
  );
}

function clipped(label: string, most: number): string {
  return label.length > most ? `${label.slice(0, most - 1)}…` : label;
}
