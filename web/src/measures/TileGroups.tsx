// The groups of a dimension within a tile: the worst first, or why there are none.
import type { Asked, Figure, Measure } from "../api/measures";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { reasonWords, valueWords, worstFirst } from "./figure";
import classes from "./Measures.module.css";
import { TargetMark } from "./TargetMark";

const t = text.measures;
const MOST = 5;

type Props = {
  figures: Figure[] | undefined;
  measure: Measure;
  asked: Asked;
  nameOf: (group: string) => string;
  /** Why the whole has no figure, as the tile says already. */
  said: string | undefined;
};

export function TileGroups({ figures, measure, asked, nameOf, said }: Props) {
  const known = worstFirst(
    (figures ?? []).filter(({ group }) => group),
    measure.better,
  );
  const reason = figures?.find(({ group }) => !group)?.reason;
  if (reason !== undefined && reason === said) return null;
  return (
    <div className={classes.groups} aria-busy={figures === undefined}>
      {figures && known.length === 0 && asked.by && (
        <p className={classes.reason}>{reason ? reasonWords(reason) : t.notApart(asked.by)}</p>
      )}
      {known.length > 0 && (
        <ul>
          {known.slice(0, MOST).map((figure) => (
            <li key={figure.group}>
              <AnchorLink
                to="/measures/$name"
                params={{ name: measure.measure }}
                search={{ ...asked, group: figure.group ?? undefined }}
                className={classes.above}
                underline="never"
              >
                {nameOf(figure.group ?? "")}
              </AnchorLink>
              <span>
                {valueWords(figure.value, figure.unit)}
                {figure.target !== null && <TargetMark figure={figure} better={measure.better} brief />}
              </span>
            </li>
          ))}
        </ul>
      )}
      {known.length > MOST && <p className={classes.count}>{t.more(known.length - MOST)}</p>}
    </div>
  );
}
