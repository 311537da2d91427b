// The bars of changes: held by pointer or by Enter they are moved; held, they show as a shadow where they would go.
import type { PointerEvent, RefObject } from "react";
import { useRef } from "react";
import { placed, type Span } from "../changes/strip";
import { text } from "../text";
import { local, localInZone } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { dragged, type Held } from "./move";
import { ROW, type Row } from "./placing";
import classes from "./Schedule.module.css";
import type { Hold } from "./useHold";

const t = text.schedule;
/** Pixels after which a press is a drag. */
const FAR = 4;

type Props = {
  row: Row;
  top: number;
  span: Span;
  body: RefObject<HTMLDivElement | null>;
  hold: Hold;
  writable: boolean;
  collisions: number;
};

export function ChangeBar({ row, top, span, body, hold, writable, collisions }: Props) {
  const { change, whole, right, name, room } = row;
  const y = top + row.lane * ROW;
  const [from, end, to] = [change.start, change.end, change.until].map(Date.parse) as [
    number,
    number,
    number,
  ];
  const bar = placed({ from, to: end }, span) ?? whole;
  const tail = to > end ? placed({ from: end, to }, span) : null;
  const held = hold.held?.key === change.key;
  const grip = useGrip({ row, span, body, hold });
  const label = t.bar(
    `${change.key} ${change.title}`,
    local(change.start),
    localInZone(change.end),
    collisions,
  );
  return (
    <>
      {writable ? (
        <button
          type="button"
          data-bar
          className={classes.bar}
          data-kind={change.kind}
          data-movable={change.movable}
          data-held={held}
          aria-label={label}
          aria-pressed={held}
          title={change.movable ? t.howToMove : t.fixed(change.state_label)}
          style={{ left: `${bar.left}%`, width: `${bar.width}%`, top: y + 2 }}
          {...grip}
        />
      ) : (
        <span
          className={classes.bar}
          data-kind={change.kind}
          title={label}
          style={{ left: `${bar.left}%`, width: `${bar.width}%`, top: y + 2 }}
        />
      )}
      {tail && (
        <span
          className={classes.tail}
          style={{ left: `${tail.left}%`, width: `${tail.width}%`, top: y + 7 }}
        />
      )}
      <span
        className={classes.name}
        title={`${change.key} ${change.title}`}
        style={
          right
            ? {
                left: `max(${whole.left + whole.width}%, ${whole.left}% + 11px)`,
                top: y,
                maxWidth: `${room}%`,
              }
            : { right: `${100 - whole.left}%`, top: y, maxWidth: `${room}%` }
        }
      >
        <AnchorLink to="/$noun/$key" params={{ noun: "changes", key: change.key }} search={{}}>
          {change.key}
        </AnchorLink>
        {name.slice(change.key.length)}
      </span>
    </>
  );
}

type GripProps = Pick<Props, "row" | "span" | "body" | "hold">;

/** Pressed and drawn it goes along; pressed and let go, or by Enter, it is held for the keys. */
function useGrip({ row: { change }, span, body, hold }: GripProps) {
  const press = useRef<{ x: number; far: boolean } | null>(null);
  const from = Date.parse(change.start);
  return {
    onPointerDown: (event: PointerEvent<HTMLButtonElement>) => {
      if (event.button !== 0) return;
      press.current = { x: event.clientX, far: false };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent<HTMLButtonElement>) => {
      const begun = press.current;
      const width = body.current?.getBoundingClientRect().width;
      if (!begun || !width || !change.movable) return;
      const by = event.clientX - begun.x;
      if (!begun.far && Math.abs(by) < FAR) return;
      if (!begun.far) hold.take(change);
      // Escape took it back: it stays where it was until the button is let go.
      else if (hold.peek()?.key !== change.key) return;
      begun.far = true;
      hold.to(dragged(from, by / width, span));
    },
    onPointerUp: () => {
      const begun = press.current;
      press.current = null;
      const held = hold.peek();
      if (begun?.far && held?.key === change.key && held.start !== held.from) hold.drop();
      else if (begun && !begun.far) hold.take(change);
    },
    onPointerCancel: () => {
      press.current = null;
      hold.leave();
    },
    // A press has been told of already; the keyboard has none.
    onClick: (event: { detail: number }) => event.detail === 0 && hold.take(change),
  };
}

type ShadowProps = { held: Held; lane: number; top: number; span: Span; said: string };

/** Where a change that is held would go. */
export function Shadow({ held, lane, top, span, said }: ShadowProps) {
  const bar = placed({ from: held.start, to: held.start + held.length }, span);
  const whole = placed({ from: held.start, to: held.start + held.whole }, span);
  if (!bar || !whole) return null;
  const y = top + lane * ROW;
  const right = whole.left + whole.width < 70;
  return (
    <>
      <span
        className={classes.shadow}
        style={{ left: `${whole.left}%`, width: `${whole.width}%`, top: y }}
        data-testid="shadow"
      />
      <span
        className={classes.shadowName}
        style={
          right
            ? { left: `calc(${whole.left + whole.width}% + 10px)`, top: y - 1 }
            : { right: `calc(${100 - whole.left}% + 4px)`, top: y - 1 }
        }
      >
        {said}
      </span>
    </>
  );
}
