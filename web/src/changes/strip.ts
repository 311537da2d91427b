// A change's window as bars along one line of time: the window, each outage, backing out, and what lies over them.
import type { ChangePlanDocument } from "./plan-parts";

export type Span = { from: number; to: number };
export type BarKind = "window" | "down" | "degraded" | "backout" | "change" | "freeze" | "maintenance";
export type Bar = Span & { kind: BarKind; id: string };

const MINUTE = 60_000;
const ROOM = 0.06;

/** The bars of a plan itself; none where it has no window. Outages without times last as long as the window. */
export function ownBars(plan: ChangePlanDocument): Bar[] {
  if (!plan.window) return [];
  const [from, end] = [Date.parse(plan.window.start), Date.parse(plan.window.end)];
  const outages = (plan.down ?? []).map((each, index): Bar => {
    const begin = from + Number(each.start_minutes ?? 0) * MINUTE;
    const to = each.minutes === undefined ? Math.max(begin, end) : begin + Number(each.minutes) * MINUTE;
    return { kind: each.state ?? "down", id: `${index} ${each.ci}`, from: begin, to };
  });
  const backout = Number(plan.backout_minutes ?? 0) * MINUTE;
  return [
    { kind: "window", id: "window", from, to: end },
    ...outages,
    ...(backout > 0 ? [{ kind: "backout" as const, id: "backout", from: end, to: end + backout }] : []),
  ];
}

/** The span that holds all of a change's own bars, with some room on both sides. */
export function spanOf(bars: Bar[]): Span {
  const from = Math.min(...bars.map((bar) => bar.from));
  const to = Math.max(...bars.map((bar) => bar.to));
  const room = Math.max(MINUTE, (to - from) * ROOM);
  return { from: from - room, to: to + room };
}

export type Placed = { left: number; width: number; cutLeft: boolean; cutRight: boolean };

/** Where a bar stands within a span, in per cent; null where it lies outside. */
export function placed(bar: Span, span: Span): Placed | null {
  if (bar.to < span.from || bar.from > span.to) return null;
  const share = (at: number) => ((at - span.from) / (span.to - span.from)) * 100;
  const [left, right] = [Math.max(0, share(bar.from)), Math.min(100, share(bar.to))];
  return { left, width: right - left, cutLeft: bar.from < span.from, cutRight: bar.to > span.to };
}
