"""Catalogue, agreements and calendars: listed, shown in words, declared as documents with errors at their line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

ITEMS = json.loads((Path(__file__).parents[2] / "examples" / "catalogue.json").read_text(encoding="utf-8"))
PHONE = 390
MOST_SHIFT = 0.1


def test_an_item_is_declared_corrected_and_removed(client: Client) -> None:
    """JSON that is none and a form that is refused are pointed at by line; what is saved stands in the portal."""
    client.page.expected_errors += ["404", "422"]  # type: ignore[attr-defined]
    page = client.open("/catalogue")
    expect(page.get_by_role("heading", name="Nothing may be asked for yet")).to_be_visible()
    page.get_by_role("textbox", name="Name of a new one").fill("laptop")
    page.get_by_role("button", name="Declare it").click()
    document = page.get_by_role("textbox", name="Document")
    said = json.dumps(ITEMS["laptop"], indent=2)
    document.fill(said.replace('"type": "object",', '"type": object,'))
    page.get_by_role("button", name="Save").click()
    line = said[: said.index('"type": "object"')].count("\n") + 1
    expect(page.get_by_role("button", name=f"Line {line}", exact=True)).to_be_visible()
    document.fill(said.replace('"maximum": 2', '"maximum": "two"'))
    page.get_by_role("button", name="Save").click()
    line = said[: said.index('"maximum": 2')].count("\n") + 1
    place = page.get_by_role("button", name=f"Line {line}", exact=True)
    expect(page.get_by_role("alert")).to_contain_text("screens.maximum")
    place.click()
    expect(document).to_be_focused()
    assert '"maximum"' in document.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    document.fill(said)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="A laptop")).to_be_visible()
    expect(client.section("A laptop")).to_contain_text("1 vote of Change manager")
    page.get_by_role("link", name="See it in the portal").click()
    expect(page.get_by_role("form", name="A laptop")).to_be_visible()
    client.open("/catalogue")
    expect(page.get_by_role("row", name="A laptop")).to_contain_text("10 days")
    page.get_by_role("link", name="A laptop").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", name="Nothing may be asked for yet")).to_be_visible()


def test_agreements_and_calendars_are_read_and_changed(client: Client) -> None:
    """Promises in durations, the calendar one click away, a shipped one declared anew."""
    client.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = client.open("/agreements")
    page.get_by_role("table", name="Agreements").get_by_role("link").first.click()
    expect(page.get_by_role("definition").filter(has_text="priority 1:").first).to_be_visible()
    expect(page.get_by_role("region", name="What threatens it")).to_contain_text("Standard is 1 failure away")
    expect(page.get_by_role("definition").filter(has_text="when 80 % of the time is spent")).to_be_visible()
    client.open("/calendars/office")
    document = page.get_by_role("textbox", name="Document")
    found = json.loads(document.input_value())
    document.fill(json.dumps({**found, "zone": "Europe/Nowhere"}, indent=2))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("zone")
    document.fill(json.dumps({**found, "zone": "Europe/Zurich"}, indent=2))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("definition").filter(has_text="Europe/Zurich")).to_be_visible()
    client.open("/calendars")
    expect(page.get_by_role("row", name="office")).to_contain_text("declared here")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier(client: Client, scheme: str) -> None:
    """Axe finds nothing, nothing jumps, nothing is wider than a phone."""
    client.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    page = client.open("/sources")
    assert "name" in call(page, "PUT", "/catalogue/laptop", ITEMS["laptop"], 0)
    findings = []
    for path in (
        "/catalogue",
        "/catalogue/laptop",
        "/agreements",
        "/agreements/standard",
        "/calendars",
        "/calendars/office",
    ):
        page.set_viewport_size({"width": 1280, "height": 860})
        client.open(path)
        page.wait_for_timeout(150)
        if (shifted := page.evaluate("window.shifted")) > MOST_SHIFT:
            findings.append(f"{path}: shifts by {shifted:.3f}")
        for violation in Axe().run(page).response["violations"]:
            targets = [node["target"] for node in violation["nodes"]][:4]
            findings.append(f"{path}: {violation['id']}: {violation['help']}: {targets}")
        page.set_viewport_size({"width": PHONE, "height": 844})
        if page.evaluate("document.documentElement.scrollWidth") > PHONE:
            findings.append(f"{path}: wider than a phone")
    assert not findings, "\n".join(findings)
