// Where requesters start: search first, then how services are, then the two ways to ask, then what is their own.
import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconAlertTriangle, IconChecklist, IconSearch, IconShoppingBag } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { text } from "../text";
import { AnchorLink, ButtonLink, PlainLink } from "../ui/links";
import { EmptyState, ErrorState, Loaded, Waiting } from "../ui/states";
import { Hits } from "./Hits";
import { OwnRows } from "./OwnRows";
import classes from "./Portal.module.css";
import { Part, PortalPage } from "./PortalPage";
import { approvalsQuery, helpQuery, mineQuery } from "./queries";
import { StatusPart } from "./StatusPart";

const route = getRouteApi("/portal");
const t = text.portal.home;
const MOST_OWN = 3;

export function PortalHome() {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  // Letters come faster than addresses change, so the field keeps its own.
  const [words, setWords] = useState(q);
  const told = useRef(q);
  useEffect(() => {
    if (q !== told.current) setWords(q);
    told.current = q;
  }, [q]);
  const ask = (typed: string) => {
    setWords(typed);
    told.current = typed;
    navigate({ search: { q: typed || undefined }, replace: true, resetScroll: false });
  };
  return (
    <PortalPage title={t.title}>
      <TextInput
        size="lg"
        type="search"
        aria-label={t.search}
        placeholder={t.placeholder}
        leftSection={<IconSearch size={20} aria-hidden />}
        rightSection={words && <CloseButton aria-label={t.clear} onClick={() => ask("")} />}
        value={words}
        onChange={(event) => ask(event.currentTarget.value)}
      />
      {words.trim().length > 2 ? <Found words={words.trim()} /> : <Start />}
    </PortalPage>
  );
}

function Found({ words }: { words: string }) {
  const [settled] = useDebouncedValue(words, 150);
  const hits = useQuery(helpQuery(settled));
  if (hits.error) return <ErrorState error={hits.error} retry={() => hits.refetch()} />;
  if (!hits.data) return <Waiting rows={4} />;
  return (
    <Part title={t.results}>
      <div aria-live="polite" aria-busy={hits.isPlaceholderData || settled !== words}>
        {hits.data.length > 0 ? (
          <Hits hits={hits.data} />
        ) : (
          <EmptyState
            title={t.nothing(settled)}
            action={
              <ButtonLink to="/portal/report" search={{ title: words }} size="md">
                {t.reportThis}
              </ButtonLink>
            }
          >
            {t.nothingAbout}
          </EmptyState>
        )}
      </div>
      {hits.data.length > 0 && (
        <p className={classes.about}>
          {t.nothingAbout}{" "}
          <AnchorLink to="/portal/report" search={{ title: words }}>
            {t.reportThis}
          </AnchorLink>
        </p>
      )}
    </Part>
  );
}

/** What waits for one's own decision; it takes the first place, for somebody else waits too. */
function Decisions() {
  const count = useQuery(approvalsQuery).data?.length ?? 0;
  if (count === 0) return null;
  return (
    <PlainLink to="/portal/approvals" search={{}} className={classes.action}>
      <IconChecklist size={28} stroke={1.5} aria-hidden />
      <b>{text.portal.approvals.link(count)}</b>
      <span className={classes.small}>{text.portal.approvals.about}</span>
    </PlainLink>
  );
}

function Start() {
  const mine = useInfiniteQuery(mineQuery);
  return (
    <>
      <Decisions />
      <div className={classes.two}>
        <PlainLink to="/portal/report" search={{}} className={classes.action}>
          <IconAlertTriangle size={28} stroke={1.5} aria-hidden />
          <b>{t.report}</b>
          <span className={classes.small}>{t.reportAbout}</span>
        </PlainLink>
        <PlainLink to="/portal/catalogue" search={{}} className={classes.action}>
          <IconShoppingBag size={28} stroke={1.5} aria-hidden />
          <b>{t.request}</b>
          <span className={classes.small}>{t.requestAbout}</span>
        </PlainLink>
      </div>
      <StatusPart />
      <Part title={t.mine}>
        <Loaded answer={mine} rows={2}>
          {(data) => {
            const open = data.pages.flatMap((page) => page.items).filter((row) => row.phase !== "closed");
            if (open.length === 0) return <p className={classes.about}>{t.none}</p>;
            return (
              <>
                <OwnRows rows={open.slice(0, MOST_OWN)} />
                <p className={classes.about}>
                  <AnchorLink to="/portal/mine" search={{}}>
                    {t.all}
                  </AnchorLink>
                </p>
              </>
            );
          }}
        </Loaded>
      </Part>
    </>
  );
}
