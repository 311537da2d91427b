// Shifts drawn along the next four weeks, one strip a rota; the same stands in the table beside it.
import type { Shift } from "../api/on-call";
import { text } from "../text";
import { local } from "../ui/format";
import classes from "./OnCall.module.css";
import { barsOf, ticksOf } from "./strip";

const t = text.onCall;
type Span = { from: number; to: number };

export function Strips({ rotas, span }: { rotas: { name: string; shifts: Shift[] }[]; span: Span }) {
  return (
    <>
      <div className={classes.ticks} aria-hidden>
        {ticksOf(span).map(({ at, left }) => (
          <span key={at} style={{ left: `${left * 100}%` }}>
            {new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short" })}
          </span>
        ))}
      </div>
      <div className={classes.rotas}>
        {rotas.map(({ name, shifts }) => (
          <div key={name}>
            <p className={classes.name}>{name}</p>
            <div className={classes.strip} role="img" aria-label={t.strip(name, shifts.length)}>
              {barsOf(shifts, span).map(({ shift, left, width, tone, override }) => (
                <span
                  key={shift.start}
                  className={classes.bar}
                  data-tone={tone}
                  data-override={override}
                  style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
                  title={`${shift.person || t.nobody}: ${local(shift.start)} – ${local(shift.end)}`}
                >
                  {shift.person || t.nobody}
                </span>
              ))}
            </div>
          </div>
        ))}
      </div>
    </>
  );
}
