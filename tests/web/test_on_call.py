"""Who is on call: a rota declared as a document, drawn along four weeks, and somebody else who takes over."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.barriers import barriers, findings, sideways
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

PHONE = 390


def rota(**more: object) -> dict[str, Any]:
    """Return a rota whose first turn began two days ago."""
    start = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    said = {"team": "Database", "people": ["ann", "bob"], "zone": "UTC", "start": start, "hand_over": "00:00"}
    return {**said, **more}


@pytest.fixture
def known(client: Client) -> Client:
    """Return the client with one rota of a week for the team Database."""
    assert call(client.open("/sources"), "PUT", "/on-call-rotas/database", rota(), 0)["team"] == "Database"
    return client


def test_a_rota_is_declared_after_its_zone_is_put_right(client: Client) -> None:
    """A zone that there is not stands at its line; the list says who is on call now and next."""
    client.page.expected_errors += ["404", "422"]  # type: ignore[attr-defined]
    page = client.open("/on-call")
    expect(page.get_by_role("heading", name="Nobody has declared a rota yet")).to_be_visible()
    page.get_by_role("textbox", name="Name of a new one").fill("database")
    page.get_by_role("button", name="Declare it").click()
    document = page.get_by_role("textbox", name="Document")
    document.fill(json.dumps(rota(zone="Mars/Base"), indent=2))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("is no time zone; allowed: an IANA name")
    expect(page.get_by_role("button", name="Line 7", exact=True)).to_be_visible()
    document.fill(json.dumps(rota(), indent=2))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("definition").filter(has_text="ann, bob")).to_be_visible()
    client.open("/on-call")
    row = page.get_by_role("row", name="Database").first
    expect(row).to_contain_text("ann")
    expect(row).to_contain_text("bob")
    expect(page.get_by_role("img", name="database: 5 shifts in the next four weeks")).to_be_visible()


def test_somebody_else_takes_over_for_a_while(known: Client) -> None:
    """An end before the beginning is refused at its field; the override is a shift of its own, with its reason."""
    page = known.open("/on-call/database")
    form = page.get_by_role("form", name="Somebody else takes over")
    form.get_by_role("button", name="Let them take over").click()
    expect(form.get_by_text("Give a date and a time.").first).to_be_visible()
    tomorrow = (datetime.now() + timedelta(days=1)).strftime("%Y-%m-%d")  # noqa: DTZ005  # as the field of a browser
    form.get_by_label("Who").fill("eve")
    form.get_by_label("From").fill(f"{tomorrow}T10:00")
    form.get_by_label("Until").fill(f"{tomorrow}T09:00")
    form.get_by_role("button", name="Let them take over").click()
    expect(form.get_by_text("It ends before it begins.")).to_be_visible()
    form.get_by_label("Until").fill(f"{tomorrow}T18:00")
    form.get_by_role("button", name="Let them take over").click()
    row = page.get_by_role("table", name="Shifts").get_by_role("row", name="eve")
    expect(row).to_contain_text("Override")
    expect(page.get_by_role("definition").filter(has_text="eve")).to_be_visible()


def test_a_record_of_the_team_says_who_is_on_call(known: Client) -> None:
    """Beside its team, with the end of the shift; a team without a rota says nothing."""
    page = known.page
    for team, title in (("Database", "Orders are slow"), ("Facilities", "The lift is stuck")):
        call(page, "POST", "/incidents", {"title": title, "attributes": {"team": team}})
    known.open("/incidents/inc-000001")
    expect(page.get_by_text("On call: ann")).to_be_visible()
    known.open("/incidents/inc-000002")
    expect(page.get_by_role("heading", name="The lift is stuck")).to_be_visible()
    expect(page.get_by_text("On call: ")).to_have_count(0)


PAGES = ("/on-call", "/on-call/database")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_rotas_has_a_barrier(known: Client, scheme: str) -> None:
    """Axe finds nothing, nothing jumps, and nothing is wider than a phone."""
    known.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    assert findings(known, PAGES) == []
    known.page.set_viewport_size({"width": PHONE, "height": 844})
    for path in PAGES:
        assert known.open(path).evaluate("document.documentElement.scrollWidth") <= PHONE, path


def test_on_a_phone_who_is_on_call_is_read_without_scrolling_sideways(known: Client) -> None:
    """Team, rota, who now until when and who is next stand beneath each other; no part of the page scrolls sideways."""
    known.page.set_viewport_size({"width": PHONE, "height": 844})
    page = known.open("/on-call")
    now = page.get_by_role("list", name="On call").get_by_role("listitem")
    expect(now).to_have_count(1)
    expect(now).to_contain_text("Database: ann")
    expect(now).to_contain_text("until")
    expect(now).to_contain_text("next: bob,")
    expect(now.get_by_role("link", name="database")).to_be_visible()
    shifts = page.get_by_role("list", name="Shifts").get_by_role("listitem")
    expect(shifts).to_have_count(5)
    expect(shifts.nth(1)).to_contain_text("bob")
    assert sideways(page) == []
    assert barriers(page) == []
    known.open("/on-call/database")
    expect(shifts).to_have_count(5)
