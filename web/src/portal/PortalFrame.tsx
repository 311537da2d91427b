// The frame of the portal: four ways, in reach of the thumb on a phone; nothing of the service desk's own.
import { Group } from "@mantine/core";
import { IconAlertTriangle, IconHome, IconListCheck, IconShoppingBag } from "@tabler/icons-react";
import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Session } from "../api/shapes";
import frame from "../frame/Frame.module.css";
import { Logo } from "../frame/Logo";
import { PersonMenu } from "../frame/PersonMenu";
import { text } from "../text";
import { AnchorLink, PlainLink } from "../ui/links";
import classes from "./Portal.module.css";
import { isPortal, livesInPortal } from "./place";

const t = text.portal;

export function PortalFrame({ session }: { session: Session }) {
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const lives = livesInPortal(session);
  // What is drawn is the page before until the next one is there.
  const drawn = useRouterState({ select: (state) => state.matches.at(-1)?.pathname ?? "" });
  const lost = lives && !isPortal(path);
  useEffect(() => {
    if (lost) navigate({ to: "/portal", search: {}, replace: true });
  }, [lost, navigate]);
  return (
    <div className={classes.frame}>
      <a href="#main" className={frame.skip}>
        {t.skip}
      </a>
      <header className={classes.header}>
        <PlainLink to="/portal" search={{}} className={classes.brand} aria-label={t.nav.home}>
          <Logo />
        </PlainLink>
        <nav className={classes.nav} aria-label={t.nav.label}>
          <PlainLink to="/portal" search={{}} activeOptions={{ exact: true, includeSearch: false }}>
            <IconHome size={20} stroke={1.6} aria-hidden />
            {t.nav.home}
          </PlainLink>
          <PlainLink to="/portal/report" search={{}} activeOptions={{ includeSearch: false }}>
            <IconAlertTriangle size={20} stroke={1.6} aria-hidden />
            {t.nav.report}
          </PlainLink>
          <PlainLink to="/portal/catalogue" search={{}} activeOptions={{ includeSearch: false }}>
            <IconShoppingBag size={20} stroke={1.6} aria-hidden />
            {t.nav.catalogue}
          </PlainLink>
          <PlainLink to="/portal/mine" search={{}} activeOptions={{ includeSearch: false }}>
            <IconListCheck size={20} stroke={1.6} aria-hidden />
            {t.nav.mine}
          </PlainLink>
        </nav>
        <Group gap="sm" wrap="nowrap">
          {!lives && (
            <AnchorLink to="/" search={{}} fz="sm">
              {t.toAgent}
            </AnchorLink>
          )}
          <PersonMenu session={session} />
        </Group>
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        {(!lives || isPortal(drawn)) && <Outlet />}
      </main>
    </div>
  );
}
