// What is proposed to ask: the server's own questions (the demo has some), else some made from what is recorded.
import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Try } from "../api/shapes";
import { may } from "../session/may";
import { text } from "../text";
import { PlainLink } from "../ui/links";
import { sessionQuery } from "../ui/queries";
import { listText } from "../ui/search-params";
import classes from "./Home.module.css";
import { triesQuery } from "./queries";
import { Suggestions, useSuggestions } from "./Suggestions";

const t = text.home;

/** What there is to ask here: what is proposed, else what an estate like this one invites. */
export function useProposed() {
  const mayAsk = may(useQuery(sessionQuery).data, "impact.ask");
  const tries = useQuery({ ...triesQuery, enabled: mayAsk });
  const own = !mayAsk || (!tries.isPending && !tries.data?.length);
  const suggestions = useSuggestions(own);
  return {
    tries: tries.data ?? [],
    suggestions,
    /** Whether it is known how much room the proposals take; before that what stands below them would move. */
    placed: !mayAsk || !tries.isPending,
    nothing: own && suggestions !== undefined && suggestions.length === 0,
  };
}

export function Proposed({
  tries,
  suggestions,
}: Pick<ReturnType<typeof useProposed>, "tries" | "suggestions">) {
  return (
    <Stack gap="xs" w="100%">
      <Title order={2} size="h3">
        {tries.length ? t.tries : t.suggestions}
      </Title>
      {tries.length ? <Tries tries={tries} /> : <Suggestions suggestions={suggestions} />}
    </Stack>
  );
}

function Tries({ tries }: { tries: Try[] }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm" w="100%">
      {tries.map((each) => (
        <PlainLink
          key={each.title}
          className={classes.card}
          to="/impact"
          search={{ ci: listText(each.down) }}
        >
          <IconBolt size={18} stroke={1.7} aria-hidden />
          <span>
            <Text span fw={620} display="block">
              {each.title}
            </Text>
            <Text span size="xs" c="dimmed" display="block">
              {each.text}
            </Text>
            <Text span size="xs" c="var(--accent-ink)" display="block" mt={4}>
              {t.takeDown(each.down.length)}
            </Text>
          </span>
        </PlainLink>
      ))}
    </SimpleGrid>
  );
}
