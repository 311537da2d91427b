// The frame around every page: navigation, search, clock, person.
import { AppShell, Burger, Group, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { rememberCsrf } from "../api/client";
import { PortalFrame } from "../portal/PortalFrame";
import { isPortal, livesInPortal } from "../portal/place";
import { text } from "../text";
import { useKeys } from "../ui/keys";
import { PlainLink } from "../ui/links";
import { sessionQuery } from "../ui/queries";
import { ErrorState, Waiting } from "../ui/states";
import { Clock, PastBanner } from "./Clock";
import classes from "./Frame.module.css";
import { HelpSheet } from "./HelpSheet";
import { Logo } from "./Logo";
import { Navigation } from "./Navigation";
import { openPalette, Palette } from "./Palette";
import { PersonMenu } from "./PersonMenu";
import { PLACES, targetOf } from "./places";

const BARE = ["/sign-in", "/setup"];

export function Frame() {
  const session = useQuery(sessionQuery);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [menu, setMenu] = useDisclosure(false);
  const [help, setHelp] = useDisclosure(false);
  const navigate = useNavigate();
  rememberCsrf(session.data?.csrf ?? null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer
  useEffect(() => setMenu.close(), [path]);
  useGoKeys(setHelp.open);

  const signedOut = session.data !== undefined && session.data.account === null;
  useEffect(() => {
    if (!signedOut || BARE.includes(path)) return;
    const back = window.location.pathname + window.location.search;
    navigate({ to: "/sign-in", search: { back: back === "/" ? undefined : back }, replace: true });
  }, [signedOut, path, navigate]);

  if (BARE.includes(path)) return <Outlet />;
  if (session.error)
    return (
      <Alone>
        <ErrorState error={session.error} retry={() => session.refetch()} />
      </Alone>
    );
  if (!session.data?.account)
    return (
      <Alone>
        <Waiting rows={3} />
      </Alone>
    );

  if (isPortal(path) || livesInPortal(session.data)) return <PortalFrame session={session.data} />;

  return (
    <AppShell
      header={{ height: 46 }}
      navbar={{ width: 176, breakpoint: "sm", collapsed: { mobile: !menu } }}
      padding={{ base: "sm", sm: "md" }}
      transitionDuration={0}
    >
      <a href="#main" className={classes.skip}>
        {text.frame.skip}
      </a>
      <AppShell.Header className={classes.header}>
        <Burger
          opened={menu}
          onClick={setMenu.toggle}
          hiddenFrom="sm"
          size="sm"
          aria-label={text.frame.menu}
        />
        <PlainLink to="/" className={classes.brand} aria-label={text.ui.product}>
          <Logo />
        </PlainLink>
        <SearchButton />
        <Group gap={4} wrap="nowrap" ml="auto">
          <Clock />
          <PersonMenu session={session.data} help={setHelp.open} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar}>
        <Navigation session={session.data} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <PastBanner />
        <Outlet />
      </AppShell.Main>
      <Palette help={setHelp.open} />
      <HelpSheet opened={help} close={setHelp.close} />
    </AppShell>
  );
}

function Alone({ children }: { children: React.ReactNode }) {
  return <div style={{ maxWidth: 640, margin: "0 auto", padding: "12vh 16px" }}>{children}</div>;
}

function SearchButton() {
  return (
    <UnstyledButton className={classes.search} onClick={openPalette} aria-keyshortcuts="/ Control+K Meta+K">
      <IconSearch size={15} aria-hidden />
      <span className={classes.searchText}>{text.frame.search}</span>
      <kbd className={classes.kbd} aria-hidden>
        /
      </kbd>
    </UnstyledButton>
  );
}

function useGoKeys(help: () => void) {
  const navigate = useNavigate();
  const { toggleColorScheme } = useMantineColorScheme();
  useKeys({
    ...Object.fromEntries(
      PLACES.flatMap((place) => (place.key ? [[`g ${place.key}`, () => navigate(targetOf(place))]] : [])),
    ),
    "/": openPalette,
    "?": help,
    "g d": toggleColorScheme,
  });
}
