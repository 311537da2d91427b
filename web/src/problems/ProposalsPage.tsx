// What keeps coming back, with the incidents that speak for it; a problem is made of it with one button.
import { Button, Text } from "@mantine/core";
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

function Item({ proposal }: { proposal: Proposal }) {
  const session = useQuery(sessionQuery).data;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [all, setAll] = useState(false);
  const [once] = useState(newRequest);
  const take = useMutation({
    mutationFn: () => problems.take(proposal.id, once),
    onSuccess: async (made) => {
      tell(t.opened(made.key));
      await queries.invalidateQueries({ queryKey: ["graph"] });
      await navigate({ to: "/$noun/$key", params: { noun: "problems", key: made.key }, search: {} });
    },
  });
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
          <Button variant="default" loading={take.isPending} onClick={() => take.mutate()}>
            {t.open}
          </Button>
        )}
      </div>
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
