// While an incident is being written: the open ones that may be the same.
import { Alert } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { text } from "../text";
import { matchQuery } from "./queries";
import { SimilarList } from "./SimilarParts";

const t = text.incidents.matching;

type Props = { title: string; description: string; cis: string[] };

export function MatchingOpen({ title, description, cis }: Props) {
  const [settled] = useDebouncedValue(title.trim(), 300);
  const found = useQuery(matchQuery(settled, description.trim(), cis));
  return (
    <div aria-live="polite">
      {settled !== "" && found.data && found.data.length > 0 && (
        <Alert color="orange" title={t.before} p="xs">
          {t.beforeAbout}
          <SimilarList items={found.data} />
        </Alert>
      )}
    </div>
  );
}
