// A change that is held: where it would go, what would be in its way there, and the moment of letting go.
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Elsewhere, Scheduled } from "../api/schedule";
import { type Held, nudged } from "./move";
import { elsewhereQuery } from "./queries";

const PAUSE = 180;

export type Hold = {
  held: Held | null;
  change: Scheduled | null;
  /** Moved from where it was. */
  away: boolean;
  /** What would be in its way exactly where it is held; undefined until that is known. */
  there: Elsewhere | undefined;
  error: unknown;
  /** It was let go, and is asked about once. */
  dropping: boolean;
  take: (change: Scheduled, dropped?: boolean) => void;
  to: (start: number) => void;
  /** What is held at this very moment, also before it is drawn. */
  peek: () => Held | null;
  drop: () => void;
  leave: () => void;
};

export function useHold(seen: (start: number) => void): Hold {
  const [change, setChange] = useState<Scheduled | null>(null);
  const [held, draw] = useState<Held | null>(null);
  const latest = useRef<Held | null>(null);
  const [dropping, setDropping] = useState(false);
  const [settled] = useDebouncedValue(held?.start ?? 0, PAUSE);
  const away = held !== null && held.start !== held.from;
  const here = held !== null && settled === held.start;
  const answer = useQuery(elsewhereQuery(held?.key ?? "", held?.start ?? 0, away && here));

  const setHeld = useCallback((next: Held | null) => {
    latest.current = next;
    draw(next);
  }, []);
  const peek = useCallback(() => latest.current, []);
  const take = useCallback(
    (each: Scheduled, dropped = false) => {
      const [from, end, until] = [each.start, each.end, each.until].map(Date.parse) as [
        number,
        number,
        number,
      ];
      setChange(each);
      setHeld({ key: each.key, from, start: from, length: end - from, whole: until - from });
      setDropping(dropped);
    },
    [setHeld],
  );
  const to = useCallback(
    (start: number) => setHeld(latest.current && { ...latest.current, start }),
    [setHeld],
  );
  const leave = useCallback(() => {
    setHeld(null);
    setChange(null);
    setDropping(false);
  }, [setHeld]);
  const drop = useCallback(() => setDropping(true), []);

  useEffect(() => {
    if (!held || dropping || !change?.movable) return;
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (target.closest("input, textarea, select, [role=dialog]")) return;
      if (event.key === "Escape") {
        event.preventDefault();
        leave();
      } else if (event.key === "Enter" && away && !target.closest("a, button:not([data-bar])")) {
        event.preventDefault();
        drop();
      } else {
        const start = nudged(held.start, event.key, event.shiftKey);
        if (start === null) return;
        event.preventDefault();
        to(start);
        seen(start);
      }
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, [held, change, away, dropping, drop, leave, to, seen]);

  const there = away && here ? answer.data : undefined;
  return {
    held,
    change,
    away,
    there,
    error: here ? answer.error : null,
    dropping,
    take,
    to,
    peek,
    drop,
    leave,
  };
}
