// Articles that may help and items that may be asked for.
import { IconArticle, IconShoppingBag } from "@tabler/icons-react";
import type { PortalHit } from "../api/portal";
import { text } from "../text";
import { PlainLink } from "../ui/links";
import classes from "./Portal.module.css";

const t = text.portal;

export function Hits({ hits, newTab = false }: { hits: PortalHit[]; newTab?: boolean }) {
  return (
    <ul className={classes.lines}>
      {hits.map((hit) => (
        <li key={`${hit.kind} ${hit.key}`}>
          <Hit hit={hit} newTab={newTab} />
        </li>
      ))}
    </ul>
  );
}

function Hit({ hit, newTab }: { hit: PortalHit; newTab: boolean }) {
  const Icon = hit.kind === "article" ? IconArticle : IconShoppingBag;
  const inside = (
    <>
      <Icon size={22} stroke={1.6} aria-hidden color="var(--accent-ink)" />
      <span className={classes.lineWords}>
        <b>{hit.title}</b>
        <span className={classes.small}>
          {t.kinds[hit.kind]}
          {hit.summary && ` · ${plain(hit.summary)}`}
        </span>
      </span>
    </>
  );
  // Whoever is filling in a form keeps it.
  const target = newTab ? "_blank" : undefined;
  if (hit.kind === "article")
    return (
      <PlainLink
        to="/portal/articles/$key"
        params={{ key: hit.key }}
        search={{}}
        target={target}
        className={classes.line}
      >
        {inside}
      </PlainLink>
    );
  return (
    <PlainLink
      to="/portal/catalogue/$name"
      params={{ name: hit.key }}
      search={{}}
      target={target}
      className={classes.line}
    >
      {inside}
    </PlainLink>
  );
}

/** A summary without the signs of Markdown. */
function plain(summary: string): string {
  return summary.replaceAll(/[*_`#>]+/g, "").trim();
}
