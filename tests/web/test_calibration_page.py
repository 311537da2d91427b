"""Whether a risk is a probability here: refused in words, and carried with its diagram, scores and odds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from benchmarks.change_history import change_history
from cmdb.entities import instant_json
from cmdb.model import Key
from cmdb.store.port import Batch, Stamp, Store
from itsm.change.outcomes import recalibrate
from itsm.change.prediction import PREDICTION
from itsm.kernel.record import Record, record_node
from tests.web.barriers import barriers
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

STAMP = Stamp("ann", "manual")
PLAN = {"faultline_change": 1, "title": "Move a port", "down": [{"ci": "db-1"}], "edits": []}


def fill(store: Store, count: int) -> None:
    """Let so many changes be over, with what was said of them when they were decided."""
    nodes = []
    for number, each in enumerate(change_history(count, seed=7)):
        outcome = "failed" if each.failed else "successful"
        body = {PREDICTION: {"at": instant_json(each.at), "points": dict(each.points)}}
        key = Key(f"chg-9{number:05}")
        record = Record(
            key, "change", f"Number {number}", "closed", {"outcome": outcome, "kind": "normal"}, 0, body=body
        )  # type: ignore[arg-type]  # JSON
        nodes.append(record_node(record, frozenset()))
    store.graph.apply(Batch(nodes=nodes), STAMP)


def test_without_outcomes_it_says_what_is_missing_and_shows_no_probability(client: Client) -> None:
    """From the risk of a change to the page, by its link; calibrating says why nothing is carried."""
    page = client.open("/sources")
    key = call(page, "POST", "/changes/draft", PLAN)["key"]
    client.open(f"/changes/{key}")
    likelihood = page.get_by_test_id("likelihood")
    expect(likelihood).to_contain_text("No probability: nobody has asked yet")
    likelihood.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Nothing has been calibrated yet")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Calibrate now").click()
    expect(page.get_by_test_id("verdict")).to_have_text("A risk has no probability.")
    expect(page.get_by_text("0 changes are over; 200 are needed.")).to_be_visible()
    client.open(f"/changes/{key}")
    expect(likelihood).to_contain_text("No probability: 0 changes are over; 200 are needed.")


def test_with_outcomes_it_shows_how_far_the_probability_holds(client: Client, store: Store) -> None:
    """The diagram with the table behind it, scores against the base rate, odds; and the number on a change's page."""
    fill(store, 1500)
    recalibrate(store.graph, now=datetime.now(UTC), stamp=STAMP)
    page = client.open("/calibration")
    expect(page.get_by_test_id("verdict")).to_have_text("A risk has a probability.")
    expect(page.get_by_role("img", name="Reliability:")).to_be_visible()
    expect(page.get_by_role("table", name="Reliability").get_by_role("row")).to_have_count(6)
    expect(page.get_by_role("table", name="Against the base rate").get_by_role("row")).to_have_count(4)
    expect(page.get_by_role("table", name="Factors").get_by_role("row", name="Tests")).to_contain_text("raises")
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # the phone's width
    page.emulate_media(color_scheme="dark")
    client.open("/calibration")
    assert barriers(page) == []
    key = call(page, "POST", "/changes/draft", PLAN)["key"]
    client.open(f"/changes/{key}")
    likelihood = page.get_by_test_id("likelihood")
    expect(likelihood).to_contain_text("95 % interval")
    expect(likelihood).to_contain_text("It rests on 1,500 changes")
