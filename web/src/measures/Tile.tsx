// One measure at a glance: its value in words, whether it meets its target, its course, and what it counts.
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Asked, Figure } from "../api/measures";
import { text } from "../text";
import { AnchorLink } from "../ui/links";
import { ErrorState } from "../ui/states";
import { DefinitionMark } from "./Definition";
import { countWords, reasonWords, valueWords } from "./figure";
import classes from "./Measures.module.css";
import { everyOf } from "./period";
import { courseQuery } from "./queries";
import { Sparkline } from "./Sparkline";
import { TargetMark } from "./TargetMark";
import { TileGroups } from "./TileGroups";

const t = text.measures;

type Props = {
  name: string;
  asked: Asked;
  figure: Figure | undefined;
  /** By the groups of the dimension, where one is chosen and none of its groups; undefined while they are asked for. */
  groups: Figure[] | undefined;
  nameOf: (group: string) => string;
};

export function Tile({ name, asked, figure, groups, nameOf }: Props) {
  const every = everyOf(asked.period);
  const course = useQuery(courseQuery(name, asked, every));
  const measure = course.data;
  if (course.error && !measure) return <ErrorState error={course.error} retry={() => course.refetch()} />;
  return (
    <article className={classes.tile} aria-busy={!measure || !figure} data-measure={name}>
      <div className={classes.head}>
        {measure ? (
          <>
            <h3 className={classes.name}>
              <AnchorLink
                to="/measures/$name"
                params={{ name }}
                search={asked}
                preload="intent"
                className={classes.cover}
                underline="never"
              >
                {measure.label}
              </AnchorLink>
            </h3>
            <DefinitionMark measure={measure} />
          </>
        ) : (
          <Skeleton height={16} width="60%" animate={false} />
        )}
      </div>
      {measure && figure && (
        <>
          <p className={classes.value} data-testid="value" data-none={figure.value === null}>
            {figure.value === null ? t.noFigure : valueWords(figure.value, figure.unit)}
          </p>
          <div className={classes.target}>
            <TargetMark figure={figure} better={measure.better} />
          </div>
          {figure.value === null ? (
            <p className={classes.reason}>{reasonWords(figure.reason)}</p>
          ) : (
            <Sparkline figures={measure.items} every={every} />
          )}
          <p className={classes.count}>{figure.value !== null && t.from_(countWords(name, figure.count))}</p>
          {asked.by && !asked.group && (
            <TileGroups
              figures={groups}
              measure={measure}
              asked={asked}
              nameOf={nameOf}
              said={figure.reason}
            />
          )}
        </>
      )}
    </article>
  );
}
