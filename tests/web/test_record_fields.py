"""Declared fields: from their document to the form, the list, the record and the step that asks for one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.barriers import findings
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

FIELDS: dict[str, Any] = {
    "fields": [
        {"name": "tier", "label": "Tier", "values": ["gold", "silver"], "indexed": True, "required_in": ["new"]},
        {"name": "faulty", "label": "Faulty host", "refers_to": "hypervisor", "required_in": ["resolved"]},
        {"name": "on_site", "label": "On site", "type": "boolean"},
    ]
}


def test_a_field_is_declared_filled_in_listed_and_asked_for(client: Client) -> None:
    """A taken name is pointed at; a form asks for what its state needs; a step asks for the rest; the list filters."""
    client.page.expected_errors += ["422"]  # type: ignore[attr-defined]
    page = client.open("/record-fields")
    page.get_by_role("table").get_by_role("link", name="Incidents").click()
    document = page.get_by_role("textbox", name="Document")
    said = json.dumps(FIELDS, indent=2)
    document.fill(said.replace('"on_site"', '"urgency"'))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("is the name of a field that these records have anyway")
    document.fill(said)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="Faulty host")).to_contain_text("reference to Hypervisor")

    client.open("/incidents/new")
    page.get_by_role("textbox", name="Title").fill("Confirmations are slow")
    page.get_by_role("button", name="Open incident").click()
    expect(page.get_by_role("combobox", name="Tier")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("combobox", name="Tier").click()
    page.get_by_role("option", name="gold").click()
    page.get_by_role("button", name="Open incident").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirmations are slow")
    page.get_by_role("button", name="Start").first.click()
    page.get_by_role("button", name="Resolve").first.click()
    form = page.get_by_role("form", name="Resolve")
    form.get_by_label("Faulty host").fill("esx-01")
    page.get_by_role("option").first.click()
    form.get_by_label("Resolution").fill("moved away")
    form.get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("definition").filter(has_text="hv-1")).to_be_visible()

    client.open("/incidents?phase=all")
    expect(page.get_by_role("columnheader", name="Tier")).to_be_visible()
    page.get_by_role("group", name="Tier").get_by_role("button", name="gold").click()
    expect(page.get_by_role("link", name="Confirmations are slow")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_fields_has_a_barrier(client: Client, scheme: str) -> None:
    """Axe finds nothing on the list, a practice's fields, and the form that they stand in."""
    client.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    page = client.open("/sources")
    assert call(page, "PUT", "/record-fields/incident", FIELDS, 0)["revision"] > 0
    assert findings(client, ("/record-fields", "/record-fields/incident", "/incidents/new", "/incidents")) == []
