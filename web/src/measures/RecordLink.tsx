// The way from a figure to the page of a record behind it.
import { useQuery } from "@tanstack/react-query";
import type { RecordBehind } from "../api/measures";
import { practicesQuery } from "../records/queries";
import { AnchorLink } from "../ui/links";

export function RecordLink({ record }: { record: RecordBehind }) {
  const { key, practice, title } = record;
  const noun = useQuery(practicesQuery).data?.find(({ name }) => name === practice)?.noun ?? `${practice}s`;
  return (
    <AnchorLink to="/$noun/$key" params={{ noun, key }} search={{}} preload="intent">
      {title}
    </AnchorLink>
  );
}
