"""The asset manager: a spreadsheet comes in, its bad row is corrected, and all of it is taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.web.conftest import Client

pytestmark = pytest.mark.browser

SHEET = b"""Hostname,Serial Number,Operating System,RAM (GB),Colour
new-1,SN1,Debian 12,16,red
new-2,SN2,RHEL 9,lots,blue
vm-pay,SN3,Debian 13,32,green
"""


def test_from_the_file_to_the_report_and_back(client: Client) -> None:
    """Recognised, mapped, checked, applied, corrected, undone."""
    page = client.open("/imports/new")
    page.set_input_files("input[type=file]", {"name": "servers.csv", "mimeType": "text/csv", "buffer": SHEET})
    page.get_by_role("button", name="Upload and recognise").click()

    mapping = page.get_by_role("table", name="Columns and what they become")
    expect(mapping.get_by_role("row", name="Serial Number")).to_contain_text("SN1")
    page.get_by_role("button", name="Check: what would change?").click()
    expect(page.get_by_role("button", name="1 created")).to_be_visible()
    expect(page.get_by_text("Nothing has been written yet.")).to_be_visible()

    page.get_by_role("button", name="1 rejected").click()
    rows = page.get_by_role("table", name="Rows of the import and what is decided on each")
    expect(rows.get_by_role("row")).to_have_count(2)
    rows.get_by_role("button", name="Why").click()

    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_text("applied", exact=True)).to_be_visible()
    done = page.url

    page.get_by_role("textbox", name="RAM (GB), row").fill("64")
    page.get_by_role("button", name="Send 1 corrected row").click()
    page.wait_for_url(lambda url: url.split("?")[0] != done.split("?")[0])
    page.get_by_role("button", name="Check: what would change?").click()
    expect(page.get_by_role("button", name="1 created")).to_be_visible()

    page.goto(done)
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("taken back", exact=True)).to_be_visible()
    client.open("/cis?q=new-1")
    expect(page.get_by_text("No CI matches this query")).to_be_visible()


def test_sources_are_listed_with_what_they_own(client: Client) -> None:
    """Each source with its last run."""
    page = client.open("/sources")
    expect(page.get_by_role("row", name="estate")).to_contain_text("15")


def test_imports_begin_with_one_action(client: Client) -> None:
    """An empty list says what belongs here."""
    page = client.open("/imports")
    expect(page.get_by_role("heading", name="Nothing imported yet")).to_be_visible()


def test_what_is_being_taken_back_says_so_until_it_is(client: Client) -> None:
    """A slow taking back is shown as such, not as something that may be checked and applied."""
    page = client.open("/imports/new")
    page.set_input_files("input[type=file]", {"name": "servers.csv", "mimeType": "text/csv", "buffer": SHEET})
    page.get_by_role("button", name="Upload and recognise").click()
    page.get_by_role("button", name="Check: what would change?").click()
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_text("applied", exact=True)).to_be_visible()

    slow = [True]

    def taking(route: Route) -> None:
        answer = route.fetch()
        state = {"state": "undoing"} if slow[0] else {}
        route.fulfill(response=answer, json={**answer.json(), **state})

    page.route(
        "**/api/v1/imports/*", lambda route: taking(route) if route.request.method == "GET" else route.continue_()
    )
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("being taken back", exact=True).first).to_be_visible()
    expect(page.get_by_text("Nothing has been written yet.")).to_have_count(0)
    expect(page.get_by_role("button", name="Check: what would change?")).to_have_count(0)
    slow[0] = False
    expect(page.get_by_text("taken back", exact=True)).to_be_visible()
