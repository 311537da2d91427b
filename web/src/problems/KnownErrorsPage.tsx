// Problems of which the cause and a way around are known, and that are not fixed yet.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { KnownError } from "../api/problems";
import { useNames } from "../changes/useNames";
import { text } from "../text";
import { AnchorLink, ButtonLink, CiLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { EmptyState, Loaded } from "../ui/states";
import classes from "./Problems.module.css";
import { knownErrorsQuery } from "./queries";

const t = text.problems;

export function KnownErrorsPage() {
  const found = useInfiniteQuery(knownErrorsQuery);
  return (
    <Page
      title={t.known}
      about={t.knownAbout}
      actions={
        <ButtonLink to="/recurring" search={{}} variant="default">
          {t.toProposals}
        </ButtonLink>
      }
    >
      <Panel flush label={t.known}>
        <Loaded answer={found} rows={8}>
          {(data) => {
            const items = data.pages.flatMap((page) => page.items);
            if (items.length === 0)
              return (
                <EmptyState
                  title={t.none}
                  action={
                    <ButtonLink to="/$noun" params={{ noun: "problems" }} search={{}}>
                      {t.allProblems}
                    </ButtonLink>
                  }
                >
                  {t.noneAbout}
                </EmptyState>
              );
            return items.map((each) => <Item key={each.key} error={each} />);
          }}
        </Loaded>
        {found.hasNextPage && (
          <Button
            variant="subtle"
            m="xs"
            loading={found.isFetchingNextPage}
            onClick={() => found.fetchNextPage()}
          >
            {t.loadMore}
          </Button>
        )}
      </Panel>
    </Page>
  );
}

function Item({ error }: { error: KnownError }) {
  const nameOf = useNames(error.cis, {});
  return (
    <section className={classes.item} aria-label={error.title}>
      <div className={classes.head}>
        <h2>
          <AnchorLink to="/$noun/$key" params={{ noun: "problems", key: error.key }} search={{}}>
            {error.title}
          </AnchorLink>
        </h2>
        <span>
          {error.key} · {t.incidents(error.incidents)}
        </span>
      </div>
      <dl className={classes.facts}>
        <dt>{t.workaround}</dt>
        <dd>{error.workaround}</dd>
        <dt>{t.cause}</dt>
        <dd>{error.root_cause || "–"}</dd>
        {error.cis.length > 0 && (
          <>
            <dt>{t.cis}</dt>
            <dd>
              {error.cis.map((ci, index) => (
                <span key={ci}>
                  {index > 0 && ", "}
                  <CiLink id={ci}>{nameOf(ci)}</CiLink>
                </span>
              ))}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
