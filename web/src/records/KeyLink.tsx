// A record that an answer names by its practice and key, leading to its page.
import { useQuery } from "@tanstack/react-query";
import { AnchorLink } from "../ui/links";
import { nounOf } from "./practice";
import { practicesQuery } from "./queries";

export function KeyLink({ practice, id }: { practice: string; id: string }) {
  const noun = nounOf(useQuery(practicesQuery).data, practice);
  if (!noun) return <span>{id}</span>;
  return (
    <AnchorLink to="/$noun/$key" params={{ noun, key: id }} search={{}}>
      {id}
    </AnchorLink>
  );
}
