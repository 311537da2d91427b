// A time as an age; on hover the moment in the person's zone and in UTC.
import { Tooltip } from "@mantine/core";
import { ago, local, localInZone, utc } from "./format";

/** `zoned`: the moment is shown with the name of its zone. */
type Props = { at: string | null | undefined; absolute?: boolean; zoned?: boolean };

export function Time({ at, absolute = false, zoned = false }: Props) {
  if (!at) return <span>–</span>;
  const moment = zoned ? localInZone(at) : local(at);
  return (
    <Tooltip label={absolute ? `${ago(at)} · ${utc(at)}` : `${local(at)} · ${utc(at)}`}>
      <time dateTime={at} style={{ whiteSpace: "nowrap" }}>
        {absolute ? moment : ago(at)}
      </time>
    </Tooltip>
  );
}
