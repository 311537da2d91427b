// The ranking as rows with bars. j and k walk, Enter opens a row.
import { Table, Tooltip } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import type { Ranking } from "../api/shapes";
import { text } from "../text";
import { useListCursor } from "../ui/cursor";
import { useClassLabel } from "../ui/useClassLabel";
import { RankingRow, type Saved, ScoreHeading } from "./RankingRow";
import { highestOf } from "./ranking";

const route = getRouteApi("/weak-points");
const t = text.weakPoints;

export function RankingTable({ ranking, saved, wide }: { ranking: Ranking; saved: Saved; wide: boolean }) {
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const label = useClassLabel();
  const keys = useMemo(() => ranking.items.map((item) => item.key), [ranking]);
  const toggle = (key: string | undefined) =>
    navigate({
      search: (now) => ({ ...now, open: now.open === key ? undefined : key }),
      replace: true,
      resetScroll: false,
    });
  const cursor = useListCursor(keys, (index) => toggle(keys[index]));
  const { index, moves } = cursor;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each move shows its row, also where it stays
  useEffect(() => {
    if (index === null || moves === 0) return;
    document.querySelector<HTMLElement>(`tr[data-row="${index}"]`)?.focus();
  }, [moves]);
  const highest = highestOf(ranking);
  return (
    <Table aria-label={t.caption} layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={wide ? 46 : 34} ta="right">
            <span className="visually-hidden">{t.place}</span>#
          </Table.Th>
          <Table.Th w={wide ? "25%" : undefined}>{t.ci}</Table.Th>
          <Table.Th w={wide ? "24%" : "42%"}>
            <ScoreHeading />
          </Table.Th>
          {wide && (
            <>
              <Table.Th>{t.takesDown}</Table.Th>
              <Table.Th w={138}>
                <Tooltip label={t.gainHelp}>
                  <span>{t.gain}</span>
                </Tooltip>
              </Table.Th>
              <Table.Th w={92}>
                <span className="visually-hidden">{t.impact}</span>
              </Table.Th>
            </>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {ranking.items.map((item, at) => (
          <RankingRow
            key={item.key}
            item={item}
            place={at + 1}
            ranking={ranking}
            highest={highest}
            saved={saved}
            label={label(item.class)}
            wide={wide}
            opened={open === item.key}
            focusable={at === (index ?? 0)}
            take={() => cursor.take(at)}
            toggle={() => toggle(item.key)}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}
