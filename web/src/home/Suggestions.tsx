// Three questions worth asking of this estate, as links, made from what it holds now.
import { SimpleGrid, Text } from "@mantine/core";
import { IconBolt, IconHistory, IconTopologyRing3 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import * as api from "../api/calls";
import { PlainLink } from "../ui/links";
import { servicesQuery } from "../ui/queries";
import { useAsOf } from "../ui/useAsOf";
import classes from "./Home.module.css";
import { type Suggestion, suggestionsFrom } from "./suggest";

const ICONS = { down: IconBolt, pair: IconTopologyRing3, ci: IconHistory };

/** Classes whose loss teaches the most, from the ground up. */
const GROUND =
  "class:(power_feed or hypervisor or switch or storage_array or server or database or virtual_machine or cluster)";

export function useSuggestions(enabled: boolean): Suggestion[] | undefined {
  const asOf = useAsOf();
  const services = useQuery(servicesQuery(asOf));
  const ground = useQuery({
    queryKey: ["graph", "ground", asOf ?? "now"],
    queryFn: () => groundCis(asOf),
    retry: false,
    enabled,
  });
  if (services.isPending || ground.isPending) return undefined;
  return suggestionsFrom(services.data ?? [], ground.data ?? []);
}

async function groundCis(asOf: string | undefined) {
  try {
    return (await api.cis.list({ q: GROUND, limit: 100 }, asOf)).items;
  } catch {
    return (await api.cis.list({ limit: 200 }, asOf)).items;
  }
}

export function Suggestions({ suggestions }: { suggestions: Suggestion[] | undefined }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" w="100%">
      {(suggestions ?? [null, null, null]).map((suggestion, index) =>
        suggestion ? (
          <Card key={suggestion.title} suggestion={suggestion} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: places of what is still to come
          <div key={index} className={classes.card} aria-hidden />
        ),
      )}
    </SimpleGrid>
  );
}

function Card({ suggestion }: { suggestion: Suggestion }) {
  const Icon = ICONS[suggestion.kind];
  const inside = (
    <>
      <Icon size={18} stroke={1.7} aria-hidden />
      <span>
        <Text span fw={620} display="block">
          {suggestion.title}
        </Text>
        <Text span size="xs" c="dimmed">
          {suggestion.about}
        </Text>
      </span>
    </>
  );
  return suggestion.kind === "ci" ? (
    <PlainLink
      className={classes.card}
      to="/cis/$key"
      params={{ key: suggestion.cis }}
      search={{ tab: "timeline" }}
    >
      {inside}
    </PlainLink>
  ) : (
    <PlainLink className={classes.card} to="/impact" search={{ ci: suggestion.cis }}>
      {inside}
    </PlainLink>
  );
}
