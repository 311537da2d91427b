// An article for requesters, and whether it helped.
import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type PortalArticle, portal } from "../api/portal";
import { Problem } from "../api/problem";
import { text } from "../text";
import { AnchorLink, ButtonLink } from "../ui/links";
import { newRequest } from "../ui/once";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { Markdown } from "./Markdown";
import classes from "./Portal.module.css";
import { PortalPage } from "./PortalPage";
import { articleQuery } from "./queries";

const route = getRouteApi("/portal/articles/$key");
const t = text.portal.article;

export function ArticlePage() {
  const { key } = route.useParams();
  const article = useQuery(articleQuery(key));
  if (article.error instanceof Problem && article.error.status === 404)
    return (
      <PortalPage title={t.missing}>
        <EmptyState
          title={key}
          action={
            <ButtonLink to="/portal" search={{}} size="md">
              {t.back}
            </ButtonLink>
          }
        >
          {t.missingAbout}
        </EmptyState>
      </PortalPage>
    );
  return (
    <PortalPage
      title={article.data?.title ?? key}
      about={
        article.data && (
          <>
            {t.changed} <Time at={article.data.changed_at} />
          </>
        )
      }
    >
      <Loaded answer={article} rows={10}>
        {(found) => (
          <>
            <article className={classes.card}>
              <Markdown>{found.text}</Markdown>
            </article>
            <Vote article={found} />
          </>
        )}
      </Loaded>
    </PortalPage>
  );
}

function Vote({ article }: { article: PortalArticle }) {
  const queries = useQueryClient();
  const vote = useMutation({
    mutationFn: (helpful: boolean) => portal.vote(article.key, helpful, newRequest()),
    onSuccess: (after) => queries.setQueryData(articleQuery(article.key).queryKey, after),
  });
  return (
    <section aria-label={t.question}>
      {article.voted ? (
        <p style={{ margin: 0 }} role="status">
          {t.thanks} {t.voted(article.helpful, article.helpful + article.unhelpful)}
        </p>
      ) : (
        <Group gap="sm">
          <b>{t.question}</b>
          <Button size="md" variant="default" loading={vote.isPending} onClick={() => vote.mutate(true)}>
            {t.yes}
          </Button>
          <Button size="md" variant="default" loading={vote.isPending} onClick={() => vote.mutate(false)}>
            {t.no}
          </Button>
        </Group>
      )}
      {vote.error != null && <ErrorState error={vote.error} wrote />}
      <p className={classes.about}>
        <AnchorLink to="/portal/report" search={{ title: article.title }}>
          {t.stillBroken}
        </AnchorLink>
      </p>
    </section>
  );
}
