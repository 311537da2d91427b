// A time as an age; on hover the moment in the person's zone and in UTC.
import { Tooltip } from "@mantine/core";
import { ago, local, utc } from "./format";

type Props = { at: string | null | undefined; absolute?: boolean };

export function Time({ at, absolute = false }: Props) {
  if (!at) return <span>–</span>;
  return (
    <Tooltip label={absolute ? `${ago(at)} · ${utc(at)}` : `${local(at)} · ${utc(at)}`}>
      <time dateTime={at} style={{ whiteSpace: "nowrap" }}>
        {absolute ? local(at) : ago(at)}
      </time>
    </Tooltip>
  );
}
