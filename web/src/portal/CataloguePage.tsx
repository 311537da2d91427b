// What may be requested, by category.
import { Button, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { CatalogueItem } from "../api/declared";
import { text } from "../text";
import { sentence } from "../ui/format";
import { ButtonLink, PlainLink } from "../ui/links";
import { EmptyState, Loaded } from "../ui/states";
import classes from "./Portal.module.css";
import { Part, PortalPage } from "./PortalPage";
import { offeredQuery } from "./queries";

const route = getRouteApi("/portal/catalogue");
const t = text.portal.catalogue;
const MANY = 6;

export function CataloguePage() {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const items = useQuery(offeredQuery);
  const ask = (words: string) =>
    navigate({ search: { q: words || undefined }, replace: true, resetScroll: false });
  return (
    <PortalPage title={t.title} about={t.about}>
      <Loaded answer={items} rows={8}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState
              title={t.none}
              action={
                <ButtonLink to="/portal/report" search={{}} size="md">
                  {text.portal.nav.report}
                </ButtonLink>
              }
            >
              {t.noneAbout}
            </EmptyState>
          ) : (
            <>
              {all.length > MANY && (
                <TextInput
                  size="lg"
                  type="search"
                  aria-label={t.filter}
                  placeholder={t.filter}
                  leftSection={<IconSearch size={20} aria-hidden />}
                  defaultValue={q}
                  onChange={(event) => ask(event.currentTarget.value)}
                />
              )}
              <Groups items={all.filter((each) => fits(each, q))} words={q} showAll={() => ask("")} />
            </>
          )
        }
      </Loaded>
    </PortalPage>
  );
}

function fits({ title, description, category }: CatalogueItem, words: string): boolean {
  const said = `${title} ${description} ${category}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

type Props = { items: CatalogueItem[]; words: string; showAll: () => void };

function Groups({ items, words, showAll }: Props) {
  const groups = new Map<string, CatalogueItem[]>();
  for (const item of items) {
    const name = item.category || t.other;
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  if (items.length === 0)
    return (
      <EmptyState
        title={t.noMatch(words)}
        action={
          <Button size="md" variant="default" onClick={showAll}>
            {t.showAll}
          </Button>
        }
      >
        {t.noMatchAbout}
      </EmptyState>
    );
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, members]) => (
      <Part key={name} title={name}>
        <ul className={classes.lines}>
          {members.map((item) => (
            <li key={item.name}>
              <PlainLink
                to="/portal/catalogue/$name"
                params={{ name: item.name }}
                search={{}}
                className={classes.line}
              >
                <span className={classes.lineWords}>
                  <b>{item.title}</b>
                  <span className={classes.small}>
                    {item.description} {item.delivery_days ? sentence(t.days(item.delivery_days)) : ""}
                  </span>
                </span>
              </PlainLink>
            </li>
          ))}
        </ul>
      </Part>
    ));
}
