// What would be in a change's way at a place, in words, before it is moved there.
import { Text } from "@mantine/core";
import type { Elsewhere } from "../api/schedule";
import changes from "../changes/Changes.module.css";
import { SeverityMark } from "../changes/CollisionTable";
import { WithLink } from "../changes/links";
import { text } from "../text";
import { localInZone, sentence, words } from "../ui/format";
import { ErrorState } from "../ui/states";

const t = text.schedule.move;
const MOST = 6;

type Props = { there: Elsewhere | undefined; error: unknown };

export function There({ there, error }: Props) {
  if (error != null) return <ErrorState error={error} />;
  if (!there)
    return (
      <Text size="sm" c="dimmed">
        {t.looking}
      </Text>
    );
  const found = there.conflicts;
  return (
    <>
      <Text size="sm" fw={600}>
        {found.length === 0 ? t.nothing : t.collides(found.length)}{" "}
        <Text component="span" size="xs" c="dimmed" fw={400}>
          {sentence(there.reasons[0] ?? "")}
          {there.point_of_no_return && ` ${t.noReturn(localInZone(there.point_of_no_return))}`}
        </Text>
      </Text>
      {found.length > 0 && (
        <ul className={changes.lines} aria-label={t.inTheWay}>
          {found.slice(0, MOST).map((one) => (
            <li key={`${one.kind} ${one.with} ${one.ci}`}>
              <SeverityMark severity={one.severity} />
              <span>{text.changes.collisions.kinds[one.kind] ?? words(one.kind)}</span>
              <WithLink collision={one} />
              <span className={changes.note}>{one.reason}</span>
            </li>
          ))}
          {found.length > MOST && <li>{t.more(found.length - MOST)}</li>}
        </ul>
      )}
    </>
  );
}
