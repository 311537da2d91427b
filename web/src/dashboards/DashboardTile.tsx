// One tile: its figure, its target, its picture; each number leads to its records, its table goes to a file.
import { ActionIcon, Group } from "@mantine/core";
import { IconFileSpreadsheet, IconFileTypeCsv } from "@tabler/icons-react";
import { type Tile, type TileFigures, tableAddress } from "../api/dashboards";
import type { Asked, Every } from "../api/measures";
import { countWords, reasonWords, valueWords, worstFirst } from "../measures/figure";
import classes from "../measures/Measures.module.css";
import { said } from "../measures/period";
import { Sparkline } from "../measures/Sparkline";
import { TargetMark } from "../measures/TargetMark";
import { useGroupNames } from "../measures/useGroupNames";
import { text } from "../text";
import { AnchorLink } from "../ui/links";

const t = text.dashboards;
const MOST = 6;

type Props = { dashboard: string; place: number; tile: Tile; shown: TileFigures };

export function DashboardTile({ dashboard, place, tile, shown }: Props) {
  const { whole, items, better } = shown;
  const asked = askedOf(tile);
  const nameOf = useGroupNames(
    asked.by,
    items.flatMap(({ group }) => (group ? [group] : [])),
  );
  const known = worstFirst(
    items.filter(({ group }) => group),
    better,
  );
  return (
    <article className={classes.tile} data-measure={shown.measure}>
      <div className={classes.head}>
        <h3 className={classes.name}>
          <AnchorLink to="/measures/$name" params={{ name: shown.measure }} search={asked} underline="never">
            {shown.title}
          </AnchorLink>
        </h3>
        <Group gap={2} wrap="nowrap">
          <Download dashboard={dashboard} place={place} title={shown.title} format="csv" />
          <Download dashboard={dashboard} place={place} title={shown.title} format="xlsx" />
        </Group>
      </div>
      <p className={classes.value} data-testid="value" data-none={whole.value === null}>
        {whole.value === null ? (
          text.measures.noFigure
        ) : (
          <AnchorLink to="/measures/$name" params={{ name: shown.measure }} search={asked} underline="never">
            {valueWords(whole.value, whole.unit)}
          </AnchorLink>
        )}
      </p>
      <div className={classes.target}>
        <TargetMark figure={whole} better={better} />
      </div>
      {whole.value === null && <p className={classes.reason}>{reasonWords(whole.reason)}</p>}
      {tile.picture === "course" && whole.value !== null && (
        <Sparkline figures={items} every={shown.every as Every} />
      )}
      {known.length > 0 && (
        <div className={classes.groups}>
          <ul>
            {known.slice(0, MOST).map((figure) => (
              <li key={figure.group}>
                <AnchorLink
                  to="/measures/$name"
                  params={{ name: shown.measure }}
                  search={{ ...asked, group: figure.group ?? undefined }}
                  underline="never"
                >
                  {nameOf(figure.group ?? "")}
                </AnchorLink>
                <span>
                  {valueWords(figure.value, figure.unit)}
                  {figure.target !== null && <TargetMark figure={figure} better={better} brief />}
                </span>
              </li>
            ))}
          </ul>
          {known.length > MOST && <p className={classes.count}>{text.measures.more(known.length - MOST)}</p>}
        </div>
      )}
      <p className={classes.count}>
        {[
          whole.value !== null && text.measures.from_(countWords(shown.measure, whole.count)),
          t.period(periodWords(tile)),
          asked.by && asked.group ? asked.group : asked.by && t.apart(text.measures.dimensions[asked.by]),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </article>
  );
}

type DownloadProps = { dashboard: string; place: number; title: string; format: "csv" | "xlsx" };

function Download({ dashboard, place, title, format }: DownloadProps) {
  const Icon = format === "csv" ? IconFileTypeCsv : IconFileSpreadsheet;
  return (
    <ActionIcon
      component="a"
      size="sm"
      href={tableAddress(dashboard, place, format)}
      download
      aria-label={t[format](title)}
      title={t[format](title)}
    >
      <Icon size={15} aria-hidden />
    </ActionIcon>
  );
}

function askedOf({ period, by, group }: Tile): Asked {
  return { period, by: by ? (by as Asked["by"]) : undefined, group: group ?? undefined };
}

function periodWords({ period }: Tile): string {
  const meant = said(period);
  return "days" in meant ? t.days(meant.days) : `${meant.from} – ${meant.to}`;
}
