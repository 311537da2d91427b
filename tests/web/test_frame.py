"""The frame: home, search, clock, services, administration, signing in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.settings import Settings
from cmdb.store import open_store
from cmdb.store.port import Store
from tests.web.conftest import Client, rest

pytestmark = pytest.mark.browser


def test_home_suggests_questions_of_this_estate(client: Client) -> None:
    """Three links made from live data; each leads to an answer."""
    page = client.open("/")
    page.get_by_role("link", name="What breaks if Feed A goes down?").click()
    expect(page.get_by_test_id("headline")).to_be_visible()
    client.open("/")
    page.get_by_role("link", name="Can core-sw-1 and core-sw-2 fail together?").click()
    expect(page.get_by_test_id("headline")).to_contain_text("go DOWN")


def test_anything_pasted_into_the_search_leads_to_its_ci(client: Client) -> None:
    """An address finds the machine that has it; afterwards it is among the recent ones."""
    page = client.open("/")
    page.keyboard.press("/")
    page.get_by_label("Search", exact=True).fill("10.1.0.1")
    page.get_by_role("button", name="vm-pay").first.click()
    expect(page.get_by_role("heading", name="vm-pay")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("button", name="vm-pay")).to_be_visible()


def test_a_line_that_went_with_newer_hits_is_chosen_no_more(client: Client) -> None:
    """Enter opens what the typed text means, not nothing, where the marked line is gone."""
    page = client.open("/")
    page.keyboard.press("/")
    search = page.get_by_label("Search", exact=True)
    search.fill("vm-pay")
    marked = page.get_by_role("dialog").locator("[data-selected]")
    expect(page.get_by_role("button", name="vm-pay").first).to_be_visible()
    search.press("ArrowDown")
    expect(marked).to_have_count(1)
    search.fill("core-sw-1")
    expect(page.get_by_role("button", name="core-sw-1").first).to_be_visible()
    expect(marked).to_have_count(0)
    search.press("Enter")
    expect(page.get_by_role("heading", name="core-sw-1")).to_be_visible()


def test_the_clock_shows_the_past_and_comes_back(client: Client) -> None:
    """A chosen moment goes along from page to page until one returns to now."""
    page = client.open("/services")
    page.get_by_role("button", name="Point in time: Now").click()
    page.get_by_role("button", name="1 day ago").click()
    expect(page.get_by_text("You are looking at the past")).to_be_visible()
    page.get_by_role("link", name="Impact", exact=True).first.click()
    assert client.query()["as_of"]
    page.get_by_role("button", name="Return to now").click()
    expect(page.get_by_text("You are looking at the past")).to_have_count(0)


def test_services_are_listed_with_state_and_reach(client: Client) -> None:
    """State now, what is unknown, users; filtered in the address."""
    page = client.open("/services")
    expect(page.get_by_role("row", name="Payments")).to_contain_text("1,200")
    page.get_by_role("button", name="2 OK").click()
    assert client.query()["show"] == "ok"


def test_a_service_is_at_risk_only_once_something_has_used_its_redundancy_up(client: Client, store: Store) -> None:
    """Its margin stands in words: one failure away by design, then no redundancy left."""
    page = client.open("/services")
    expect(page.get_by_role("row", name="Payments")).to_contain_text("1 failure away 3 CIs can take it down alone")
    expect(page.get_by_role("row", name="Payments")).not_to_contain_text("AT RISK")
    rest(store, "db-2")
    client.open("/services")
    expect(page.get_by_role("row", name="Payments")).to_contain_text("AT RISK")
    expect(page.get_by_role("row", name="Payments")).to_contain_text("No redundancy left: 0 spare in 1 group")
    expect(page.get_by_role("row", name="Web shop")).not_to_contain_text("AT RISK")


def test_every_write_stands_in_the_audit(client: Client) -> None:
    """A revision opens to what it changed."""
    page = client.open("/audit")
    expect(page.get_by_role("row", name="2 h ago")).to_contain_text("1 CI changed")
    page.get_by_role("link", name="2", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("firmware 9.2")


def test_a_token_is_shown_once(client: Client) -> None:
    """Made, copied, listed without its secret."""
    page = client.open("/people?tab=tokens")
    page.get_by_role("button", name="Create a token").click()
    page.get_by_role("dialog").get_by_label("Name").fill("pipeline")
    page.get_by_role("dialog").get_by_role("button", name="Create a token").click()
    expect(page.get_by_role("dialog")).to_contain_text("flt_")
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    expect(page.get_by_role("row", name="pipeline")).to_be_visible()
    expect(page.get_by_text("flt_")).to_have_count(0)


def test_an_attribute_of_ones_own_is_added_to_a_class(client: Client) -> None:
    """It is listed at once."""
    page = client.open("/classes?class=database")
    page.get_by_role("button", name="Add an attribute").click()
    page.get_by_label("Name (snake_case)").fill("patch_group")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="patch_group")).to_be_visible()


def test_a_link_from_an_alert_leads_to_the_ci_or_to_a_choice(client: Client) -> None:
    """One CI: its page, or what breaks; several: a list that leads on; none: said so."""
    page = client.page
    page.goto(f"{client.address}/go?q=10.1.0.1:9100")
    expect(page.get_by_role("heading", name="vm-pay")).to_be_visible()
    page.goto(f"{client.address}/search?q=vm-pay&to=impact")
    expect(page.get_by_test_id("headline")).to_contain_text("Payments")
    page.goto(f"{client.address}/go?q=orders&to=impact")
    page.get_by_role("link", name="orders-db-1").click()
    expect(page.get_by_test_id("headline")).to_be_visible()
    page.goto(f"{client.address}/go?q=nobody-knows-me")
    expect(page.get_by_role("heading", name="Nothing is known by")).to_be_visible()


def test_an_address_that_leads_nowhere_says_so(client: Client) -> None:
    """With the way home."""
    page = client.page
    page.goto(f"{client.address}/no/such/page")
    page.get_by_role("link", name="Go to Home").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()


class TestProposals:
    """A server on which somebody proposes what to try."""

    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        """Return settings with one question that this estate can answer and one that it cannot."""
        path = tmp_path / "tries.yaml"
        path.write_text(
            'tries:\n  - {title: Two hosts, text: "What breaks without both?", down: [esx-01, hv-2]}\n'
            "  - {title: Elsewhere, text: It is not here., down: [nobody]}\n"
        )
        return Settings(demo=True, host="127.0.0.1", port=0, tries_file=path)

    def test_home_and_the_explorer_propose_it(self, client: Client) -> None:
        """Its title, what to do, and a link to the answer."""
        for path in ("/", "/impact"):
            page = client.open(path)
            expect(page.get_by_text("Elsewhere")).to_have_count(0)
            page.get_by_role("link", name="Two hosts").click()
            expect(page.get_by_test_id("headline")).to_contain_text("go DOWN")
            assert client.query()["ci"] == "hv-1,hv-2"


class TestEmptyEstate:
    """An installation in which nothing is recorded yet."""

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        """Open a store that holds nothing."""
        with open_store("memory:") as opened:
            yield opened

    def test_home_says_what_to_do_first(self, client: Client) -> None:
        """Nothing is invented; the first step is one click away."""
        page = client.open("/")
        expect(page.get_by_role("heading", name="Nothing is recorded yet")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="Import what you have")).to_be_visible()
        page.get_by_role("link", name="Import files").click()
        expect(page.get_by_role("heading", name="Import", exact=False).first).to_be_visible()


class TestFirstAccount:
    """An installation that is no demo."""

    @pytest.fixture
    def settings(self) -> Settings:
        """Return settings under which people have to sign in."""
        return Settings(demo=False, host="127.0.0.1", port=0)

    def test_set_up_sign_out_and_in_again(self, client: Client, store: Store) -> None:
        """The link makes the first account; a wrong password is refused in words."""
        from api.auth.setup_link import make_setup_token
        from api.backend import utc_now

        client.page.expected_errors.append("401")  # type: ignore[attr-defined]
        page = client.page
        token = make_setup_token(store, utc_now(), hours=1)
        page.goto(f"{client.address}/setup?token={token}")
        page.get_by_label("Account name").fill("anna")
        page.get_by_role("textbox", name="Password", exact=True).fill("correct horse battery")
        page.get_by_role("textbox", name="Password again").fill("correct horse battery")
        page.get_by_role("button", name="Create the account").click()
        expect(page.get_by_role("heading", name="Home")).to_be_visible()

        page.get_by_role("button", name="Person and settings").click()
        page.get_by_role("menuitem", name="Sign out").click()
        page.goto(f"{client.address}/cis?q=class:switch")
        page.get_by_label("Name").fill("anna")
        page.get_by_role("textbox", name="Password").fill("wrong horse battery")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("The name or the password is not right.")).to_be_visible()
        page.get_by_role("textbox", name="Password").fill("correct horse battery")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("textbox", name="Query")).to_have_value("class:switch")
