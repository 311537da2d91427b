"""Lists of what is declared on a phone: lines one beneath the other, each cell named, nothing scrolled sideways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.barriers import barriers, sideways
from tests.web.conftest import Client
from tests.web.test_record_fields import FIELDS
from tests.web.test_records import call
from tests.web.test_templates import RESTART

pytestmark = pytest.mark.browser

PHONE = 390
ITEMS = json.loads((Path(__file__).parents[2] / "examples" / "catalogue.json").read_text(encoding="utf-8"))
SOON = datetime.now(UTC) + timedelta(days=20)
FREEZE = {
    "kind": "freeze",
    "start": SOON.isoformat(),
    "end": (SOON + timedelta(days=9)).isoformat(),
    "reason": "Peak season, in which nobody wants to explain why the shops stand still",
}
DECLARED: Mapping[str, Any] = {
    "/catalogue/laptop": ITEMS["laptop"],
    "/record-fields/incident": FIELDS,
    "/templates/restart": RESTART,
    "/closed-periods/end-of-year": FREEZE,
}
SHOWN = {
    "/agreements": ("Agreements", "Resolution 1: "),
    "/calendars": ("Calendars", "Zone: "),
    "/catalogue": ("Catalogue", "Delivery: 10 days"),
    "/closed-days": ("Freezes", "Why: Peak season"),
    "/dashboards": ("Dashboards", "Tiles: "),
    "/notification-rules": ("Notification rules", "Who is told: "),
    "/record-fields": ("Fields", "Asked for in: "),
    "/record-fields/incident": ("Incidents", "Choices: gold, silver"),
    "/templates": ("Templates", "Tasks: "),
}


def test_on_a_phone_what_is_declared_is_read_without_scrolling_sideways(client: Client) -> None:
    """Every list of declared documents: two lines a row, with what each cell says, and no barrier."""
    start = client.open("/sources")
    for path, document in DECLARED.items():
        call(start, "PUT", path, document, 0)
    client.page.set_viewport_size({"width": PHONE, "height": 844})
    for path, (label, said) in SHOWN.items():
        page = client.open(path)
        rows = page.get_by_role("list", name=label).get_by_role("listitem")
        expect(rows.filter(has_text=said).first, path).to_be_visible()
        expect(page.get_by_role("table", name=label)).to_have_count(0)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE, path
        assert sideways(page) == [], path
        assert barriers(page) == [], path
