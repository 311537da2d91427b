// Every CI ranked by the services that it alone takes down; the whole state stands in the address.
import { Button, Collapse, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Ranking } from "../api/shapes";
import { text } from "../text";
import { ButtonLink } from "../ui/links";
import { Page } from "../ui/Page";
import { EmptyState, ErrorState, Waiting } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { useWide } from "../ui/useWide";
import { ExportButton } from "./ExportButton";
import { Narrow } from "./Narrow";
import { gainsQuery, isTooLarge, rankingQuery } from "./queries";
import { RankingJob } from "./RankingJob";
import { RankingTable } from "./RankingTable";
import { narrowedOf, PAGE, shownOf, withToggled } from "./search";
import classes from "./WeakPoints.module.css";

const route = getRouteApi("/weak-points");
const t = text.weakPoints;

export function WeakPointsPage() {
  const search = route.useSearch();
  const asOf = useAsOf();
  const narrowed = narrowedOf(search);
  const direct = useQuery({ ...rankingQuery(narrowed, shownOf(search), asOf), enabled: !search.job });
  const gains = useQuery({ ...gainsQuery(narrowed, asOf), enabled: direct.isSuccess && !search.job });
  const large = search.job !== undefined || isTooLarge(direct.error);
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={direct.data && direct.data.matching > 0 && <ExportButton narrowed={narrowed} asOf={asOf} />}
    >
      {large && (
        <RankingJob narrowed={narrowed} asOf={asOf}>
          {(ranking) => <Ranked ranking={ranking} saved={{ known: undefined, working: false }} />}
        </RankingJob>
      )}
      {!large && direct.error != null && <ErrorState error={direct.error} retry={() => direct.refetch()} />}
      {!large && !direct.data && !direct.error && (
        <div className="panel" style={{ padding: "0.75rem" }}>
          <Waiting rows={14} />
        </div>
      )}
      {!large && direct.data && !direct.error && (
        <div style={{ opacity: direct.isPlaceholderData ? 0.6 : 1 }}>
          {gains.error != null && <ErrorState error={gains.error} retry={() => gains.refetch()} />}
          <Ranked
            ranking={direct.data}
            saved={{ known: gains.data, working: gains.isFetching && !gains.data }}
          />
        </div>
      )}
    </Page>
  );
}

type RankedProps = Pick<Parameters<typeof RankingTable>[0], "ranking" | "saved">;

function Ranked({ ranking, saved }: RankedProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const wide = useWide();
  const [filters, { toggle }] = useDisclosure(false);
  if (ranking.total === 0) return <Nothing ranking={ranking} />;
  const rest = ranking.matching - ranking.items.length;
  return (
    <div className={classes.layout}>
      {!wide && (
        <Button
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={15} />}
          onClick={toggle}
          aria-expanded={filters}
        >
          {filters ? t.hideFilters : t.showFilters}
        </Button>
      )}
      <Collapse expanded={wide || filters} transitionDuration={0}>
        <Narrow
          facets={ranking.facets}
          search={search}
          toggle={(field, value) =>
            navigate({ search: (now) => withToggled(now, field, value), resetScroll: false })
          }
        />
      </Collapse>
      <section className="panel" aria-label={t.title}>
        <Head ranking={ranking} />
        {ranking.matching === 0 ? (
          <EmptyState
            title={t.noMatch}
            action={
              <Button variant="default" onClick={() => navigate({ search: {} })}>
                {t.clear}
              </Button>
            }
          />
        ) : (
          <RankingTable ranking={ranking} saved={saved} wide={wide} />
        )}
        {rest > 0 && !search.job && (
          <Button
            variant="subtle"
            m="xs"
            onClick={() =>
              navigate({
                search: (now) => ({ ...now, show: String(shownOf(now) + 2 * PAGE) }),
                resetScroll: false,
              })
            }
          >
            {t.showMore(Math.min(rest, 2 * PAGE))}
          </Button>
        )}
      </section>
    </div>
  );
}

function Head({ ranking }: { ranking: Ranking }) {
  const { matching, total, hidden, down } = ranking;
  return (
    <div className={classes.head}>
      <p className={classes.headline} aria-live="polite">
        {ranking.headline}
      </p>
      {matching < total && <Text c="dimmed">{t.matching(matching, total)}</Text>}
      {down.length > 0 && <Text c="dimmed">{t.down(down.length)}</Text>}
      {hidden > 0 && <Text c="dimmed">{t.hiddenCis(hidden)}</Text>}
    </div>
  );
}

function Nothing({ ranking }: { ranking: Ranking }) {
  const none = ranking.services === 0;
  return (
    <div className="panel">
      <EmptyState
        title={t.none}
        action={
          none ? (
            <ButtonLink to="/new-ci" search={{ class: "business_service" }}>
              {t.addService}
            </ButtonLink>
          ) : (
            <ButtonLink to="/services" search={{}} variant="default">
              {t.seeServices}
            </ButtonLink>
          )
        }
      >
        {t.noneAbout(ranking.services - ranking.down.length)}{" "}
        {ranking.down.length > 0 && t.down(ranking.down.length)}
      </EmptyState>
    </div>
  );
}
