"""An attribute that only a change may edit: declared, edited all the same, told of, and put back by a change."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.barriers import barriers
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser


def test_an_edit_outside_any_change_is_told_of_and_put_back(client: Client) -> None:
    """From the class to the record by the navigation, with the reason, to a drafted change."""
    page = client.open("/classes?class=database")
    box = page.get_by_role("checkbox", name="Only a change may edit Port")
    box.check()
    expect(page.get_by_text("Only a change may edit Port now.")).to_be_visible()
    client.open("/classes?class=database")
    expect(box).to_be_checked()
    assert barriers(page) == []

    assert call(page, "PATCH", "/cis/db-1", {"attributes": {"port": 6000}}, call(page, "GET", "/cis/db-1")["revision"])
    call(page, "POST", "/unauthorised-changes/looks")
    page.get_by_role("navigation").get_by_role("link", name="Unauthorised").click()
    page.get_by_role("link", name="orders-db-1: port edited by").first.click()
    row = page.get_by_role("table", name="What was edited outside any change").get_by_role("row").nth(1)
    expect(row).to_contain_text("5432")
    expect(row).to_contain_text("6000")
    expect(row).to_contain_text("as it was edited")
    expect(page.get_by_text("No change on these CIs has a window within seven days.")).to_be_visible()
    assert barriers(page) == []

    page.get_by_role("button", name="Put it back").click()
    form = page.get_by_role("form", name="Put it back")
    expect(form.get_by_label("Why")).to_be_focused()
    form.get_by_role("button", name="Draft the change that puts it back").click()
    expect(form.get_by_text("Say why in a sentence.")).to_be_visible()
    form.get_by_label("Why").fill("Nobody knows why it was edited")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # the phone's width
    assert barriers(page) == []
    form.get_by_role("button", name="Draft the change that puts it back").click()
    expect(page.get_by_text("chg-000001 is drafted.")).to_be_visible()
    expect(page.get_by_text("Being put back").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    client.open("/changes/chg-000001")
    expect(client.section("Plan").get_by_role("list", name="Edits")).to_contain_text("6000 → 5432")
