// What keeps coming back, with the incidents that speak for it; a problem is made of it with one button.
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type Proposal, problems } from "../api/problems";
import { may } from "../session/may";
import { text } from "../text";
import { local, sentence } from "../ui/format";
import { AnchorLink, ButtonLink, CiLink } from "../ui/links";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import classes from "./Problems.module.css";
import { proposalsQuery } from "./queries";

const t = text.problems;
const SHOWN = 6;

export function ProposalsPage() {
  const asOf = useAsOf();
  const proposals = useQuery({ ...proposalsQuery, enabled: !asOf });
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={
        <ButtonLink to="/known-errors" search={{}} variant="default">
          {t.toKnown}
        </ButtonLink>
      }
    >
      {asOf ? (
        <Text>{t.past}</Text>
      ) : (
        <Panel flush label={t.title}>
          <Loaded answer={proposals} rows={8}>
            {(items) =>
              items.length === 0 ? (
                <EmptyState
                  title={t.empty}
                  action={
                    <ButtonLink to="/$noun" params={{ noun: "problems" }} search={{}}>
                      {t.allProblems}
                    </ButtonLink>
                  }
                >
                  {t.emptyAbout}
                </EmptyState>
              ) : (
                items.map((each) => <Item key={each.id} proposal={each} />)
              )
            }
          </Loaded>
        </Panel>
      )}
    </Page>
  );
}

type Wish = { problem: string | undefined; once: string };

function Item({ proposal }: { proposal: Proposal }) {
  const session = useQuery(sessionQuery).data;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [all, setAll] = useState(false);
  const take = useMutation({
    mutationFn: ({ problem, once }: Wish) => problems.take(proposal.id, problem, once),
    onSuccess: async (made, { problem }) => {
      tell(problem ? t.joined(made.key) : t.opened(made.key));
      await queries.invalidateQueries({ queryKey: ["graph"] });
      await navigate({ to: "/$noun/$key", params: { noun: "problems", key: made.key }, search: {} });
    },
  });
  // A repeated attempt of the same wish is the same request.
  const [wishes] = useState(() => new Map<string | undefined, Wish>());
  const ask = (problem: string | undefined) => {
    const wish = wishes.get(problem) ?? { problem, once: newRequest() };
    wishes.set(problem, wish);
    take.mutate(wish);
  };
  const { incidents } = proposal;
  const shown = all ? incidents : incidents.slice(0, SHOWN);
  return (
    <section className={classes.item} aria-label={proposal.name || proposal.ci}>
      <div className={classes.head}>
        <h2>
          {t.incidents(incidents.length)} {t.kinds[proposal.kind]}:{" "}
          <CiLink id={proposal.ci}>{proposal.name || proposal.ci}</CiLink>
        </h2>
        {may(session, "record.write") && (
          <Group gap="xs">
            {proposal.open_problems.map(({ key }) => (
              <Button key={key} disabled={take.isPending} onClick={() => ask(key)}>
                {t.join(key)}
              </Button>
            ))}
            <Button variant="default" disabled={take.isPending} onClick={() => ask(undefined)}>
              {proposal.open_problems.length > 0 ? t.openAnother : t.open}
            </Button>
          </Group>
        )}
      </div>
      {proposal.open_problems.map(({ key, title, state_label }) => (
        <Text key={key} size="sm" component="p">
          {t.isOpen}{" "}
          <AnchorLink to="/$noun/$key" params={{ noun: "problems", key }} search={{}}>
            {title}
          </AnchorLink>{" "}
          <Text span c="dimmed">
            {key} · {state_label}
          </Text>
        </Text>
      ))}
      <Text size="sm" c="dimmed" component="p">
        {sentence(t.between(local(proposal.first_at), local(proposal.last_at)))}
      </Text>
      <ul className={classes.reasons} aria-label={t.because}>
        {proposal.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <div className={classes.keys}>
        <span>{t.records}:</span>
        {shown.map((key) => (
          <AnchorLink key={key} to="/$noun/$key" params={{ noun: "incidents", key }} search={{}}>
            {key}
          </AnchorLink>
        ))}
        {incidents.length > SHOWN && !all && (
          <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>
            {t.more(incidents.length - SHOWN)}
          </Button>
        )}
      </div>
      {take.error != null && <ErrorState error={take.error} wrote />}
    </section>
  );
}
