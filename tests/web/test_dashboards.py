"""Dashboards: the product's, a copy of one's own edited, its figures that lead on, its tables as files."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.barriers import findings
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser


def test_a_copy_is_edited_and_its_figures_lead_on(client: Client) -> None:
    """One's own copy takes another title and a target; a figure leads to its records; a table is downloaded."""
    page = client.open("/sources")
    assert "key" in call(page, "POST", "/incidents", {"title": "Slow", "attributes": {"team": "Desk"}})
    client.open("/dashboards")
    page.get_by_role("link", name="Service desk agent").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Service desk agent")
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    page.get_by_role("button", name="Make a copy").click()
    page.get_by_role("textbox", name="Title").first.fill("My desk")
    page.get_by_label("Target").first.fill("0")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My desk")
    tile = page.locator("article[data-measure=backlog]")
    expect(tile.get_by_test_id("value")).to_have_text("1 ticket")
    expect(tile).to_contain_text("Target missed")
    with page.expect_download() as told:
        tile.get_by_role("link", name="as XLSX").click()
    assert told.value.suggested_filename == "backlog.xlsx"
    tile.get_by_role("link", name="1 ticket").click()
    expect(page.get_by_role("link", name="Slow")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_dashboards_has_a_barrier(client: Client, scheme: str) -> None:
    """Axe finds nothing on the list, a dashboard, and the form of one."""
    client.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    page = client.open("/sources")
    body = {"title": "Mine", "tiles": [{"measure": "backlog", "picture": "groups", "by": "team"}]}
    name = call(page, "POST", "/dashboards", body)["name"]
    assert findings(client, ("/dashboards", "/dashboards/management", f"/dashboards/{name}?edit=1")) == []
