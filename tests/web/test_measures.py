"""The measures: tiles by role, a measure's own page, and the records behind each figure."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from cli.demo_desk import write_log
from cmdb.store.port import Store
from itsm.measures.catalogue import MEASURES
from tests.web.barriers import findings
from tests.web.conftest import Client

pytestmark = pytest.mark.browser

NETWORK, PAYMENTS = 54, 6
REOPENED = 9
SHOWN_AT_ONCE = 50


def past(number: int, team: str, *, reopened: bool, days_ago: float) -> dict[str, object]:
    """Return one incident of the log: solved in two hours."""
    return {
        "title": f"{team} trouble {number}",
        "days_ago": days_ago,
        "assignee": "ana",
        "team": team,
        "answered": 10,
        "solved": 114,
        "held": 0,
        "moved": "",
        "reopened": "yes" if reopened else "",
        "urgency": "2",
        "effect": "degraded",
        "stars": "",
        "channel": "portal",
        "resolution": "restarted",
        "code": "solved",
        "ci": "pay-app",
    }


@pytest.fixture
def measured(store: Store, client: Client) -> Client:
    """Return the client with sixty incidents of two teams, nine of them reopened, and one that is older."""
    log = [past(number, "Network", reopened=number < REOPENED, days_ago=3 + number / 4) for number in range(NETWORK)]
    log += [past(number, "Payments", reopened=False, days_ago=5 + number) for number in range(PAYMENTS)]
    log.append(past(99, "Network", reopened=False, days_ago=60))
    write_log(store, log, datetime.now(UTC))
    return client


def tile(client: Client, name: str) -> Locator:
    """Return the tile of a measure."""
    return client.page.locator(f"[data-measure={name}]")


def exported(client: Client, button: str) -> list[dict[str, str]]:
    """Return the rows of the file that a button gives."""
    with client.page.expect_download() as download:
        client.page.get_by_role("button", name=button).click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_a_figure_leads_to_exactly_its_records(measured: Client) -> None:
    """From the tile to the measure, from the measure to the team, from the team to each record, also as files."""
    page = measured.open("/measures")
    reopened = tile(measured, "reopen_rate")
    expect(reopened.get_by_test_id("value")).to_have_text("15 %")
    expect(reopened).to_contain_text("Target missed: at most 5 %")
    expect(reopened).to_contain_text(f"from {NETWORK + PAYMENTS} incidents")
    course = reopened.get_by_role("img").get_attribute("aria-label")
    assert course is not None
    assert course.startswith("Course by day: lowest 0 %, highest ")
    reopened.get_by_role("link", name="Reopen rate").click()
    expect(page.get_by_role("heading", name="Reopen rate")).to_be_visible()
    page.get_by_role("link", name="Team", exact=True).click()
    groups = measured.section("By team")
    expect(groups.get_by_role("row").nth(1)).to_contain_text("16.7 %")
    expect(groups.get_by_role("row").nth(2)).to_contain_text("0 %")
    expect(groups.get_by_role("row").nth(2)).to_contain_text("met")
    groups.get_by_role("link", name="Network").click()
    expect(page.get_by_test_id("value")).to_have_text("16.7 %")
    expect(page.get_by_test_id("total")).to_contain_text(f"{NETWORK} records")
    rows = page.locator("[data-record]")
    expect(rows).to_have_count(SHOWN_AT_ONCE)
    page.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(NETWORK)
    expect(rows.filter(has_text="Payments trouble")).to_have_count(0)
    expect(rows.filter(has_text="yes")).to_have_count(REOPENED)
    files = exported(measured, "Export CSV: Records behind it")
    assert len(files) == NETWORK
    assert sum(float(row["Adds"]) for row in files) == REOPENED
    assert {row["Team"] for row in files} == {"Network"}
    page.get_by_role("link", name="Network trouble 8", exact=True).click()
    expect(page.get_by_role("heading", name="Network trouble 8")).to_be_visible()
    page.go_back()
    expect(page.get_by_test_id("value")).to_have_text("16.7 %")


def test_figures_of_services_and_cis_lead_to_what_they_are_made_of(store: Store, client: Client) -> None:
    """Outages with their seconds and what they add; CIs with what is wrong; the rows add up to the figure."""
    log = [
        {**past(number, "Network", reopened=False, days_ago=3 + number * 5), "effect": "down", "ci": "Payments"}
        for number in range(2)
    ]
    write_log(store, log, datetime.now(UTC))
    for measure in ("service_availability", "mttr", "mtbf"):
        page = client.open(f"/measures/{measure}?by=service&group=pay")
        rows = page.locator("[data-record]")
        expect(rows).to_have_count(2)
        expect(rows.first).to_contain_text("Network trouble 0")
        expect(rows.first).to_contain_text("Payments")
        expect(rows.first).to_contain_text("2 h of 8 d")
        files = exported(client, "Export CSV: Outages behind it")
        added, out = ([float(row[name]) for row in files] for name in ("Adds", "Seconds out"))
        value = page.get_by_test_id("value")
        if measure == "mttr":
            assert added == out
            expect(value).to_have_text("2 h")
        elif measure == "mtbf":
            up = (float(files[0]["Of seconds"]) - sum(out)) / len(out)
            assert added == pytest.approx([up, up])
            expect(value).to_have_text(str(rows.first.locator("td").last.inner_text()))
        else:
            assert sum(added) == pytest.approx(-sum(out) / float(files[0]["Of seconds"]))
            expect(value).to_have_text(f"{(1 + sum(added)) * 100:.1f} %")
    rows.first.get_by_role("link", name="Network trouble 0").click()
    expect(page.get_by_role("heading", name="Network trouble 0")).to_be_visible()
    page = client.open("/measures/cmdb_health")
    expect(page.get_by_test_id("value")).to_have_text("93.3 %")
    expect(page.get_by_test_id("total")).to_contain_text("1 CI not in order.")
    lost = page.locator("[data-record]")
    expect(lost).to_contain_text("related to no other CI")
    expect(lost).to_contain_text("−6.7 %")
    lost.get_by_role("link", name="vm-lost").click()
    expect(page.get_by_role("heading", name="vm-lost")).to_be_visible()


def test_the_address_holds_period_and_dimension(measured: Client) -> None:
    """What is chosen stands in the address, survives a reload, and goes along to the measure."""
    page = measured.open("/measures")
    page.get_by_text("90 days", exact=True).click()
    page.get_by_role("combobox", name="Tell apart by").click()
    page.get_by_role("option", name="Team").click()
    times = tile(measured, "incident_resolution_time")
    expect(times).to_contain_text(f"from {NETWORK + PAYMENTS + 1} incidents")
    expect(times.get_by_test_id("value")).to_contain_text(" h ")
    expect(times.get_by_role("listitem").first).to_contain_text("Network")
    assert measured.query() == {"period": "90d", "by": "team"}
    page.reload()
    measured.settled()
    expect(times.get_by_role("listitem").nth(1)).to_contain_text("Payments")
    page.get_by_text("Service owner", exact=True).click()
    availability = tile(measured, "service_availability")
    expect(availability).to_contain_text("It is of services and not told apart by team.")
    assert measured.query() == {"period": "90d", "by": "team", "role": "owner"}
    availability.get_by_role("link", name="Service availability").click()
    expect(page.get_by_role("heading", name="Service availability")).to_be_visible()
    assert measured.query() == {"period": "90d", "by": "team"}
    expect(measured.section("By team")).to_contain_text("not told apart by team")
    page.go_back()
    expect(availability).to_be_visible()


def test_dates_are_chosen_and_what_is_wrong_is_said(measured: Client) -> None:
    """An end before its beginning is refused beside the fields; a period that is none, by the server, in words."""
    measured.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = measured.open("/measures/backlog")
    page.get_by_text("Dates", exact=True).click()
    page.get_by_label("From", exact=True).fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-02-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The end lies before the beginning.")
    page.get_by_label("To", exact=True).fill("2026-03-31")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("1 Mar 2026 – 31 Mar 2026")).to_be_visible()
    assert measured.query() == {"period": "2026-03-01..2026-03-31"}
    page.get_by_text("Table", exact=True).click()
    expect(page.get_by_role("row", name="1 Mar", exact=False).first).to_be_visible()
    assert len(exported(measured, "Export CSV: Course")) == 31  # days of March
    measured.open("/measures/backlog?period=yesterday")
    expect(page.get_by_role("alert")).to_contain_text("is no period")
    measured.page.expected_errors.append("404")  # type: ignore[attr-defined]
    measured.open("/measures/happiness")
    expect(page.get_by_role("heading", name="There is no measure happiness")).to_be_visible()
    page.get_by_role("link", name="All measures").click()
    expect(tile(measured, "backlog")).to_be_visible()


def test_every_measure_stands_on_a_tile_and_says_what_it_is(measured: Client) -> None:
    """By keyboard alone to the page; each definition on focus; each tile without a figure says why."""
    page = measured.open("/")
    page.keyboard.press("g")
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="Measures", exact=True)).to_be_visible()
    mark = tile(measured, "reopen_rate").get_by_role("button", name="What “Reopen rate” is")
    mark.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("Reopened at least once / all.")
    expect(page.get_by_role("tooltip")).to_contain_text("Without: Cancelled and rejected records.")
    expect(tile(measured, "cost_per_ticket")).to_contain_text("No rate is declared for any team.")
    found: set[str] = set()
    for role in ("desk", "owner", "board"):
        measured.open(f"/measures?role={role}")
        tiles = page.locator("[data-measure]")
        found |= {str(each.get_attribute("data-measure")) for each in tiles.all()}
    assert found == set(MEASURES)


PAGES = (
    "/measures",
    "/measures?period=90d&by=team",
    "/measures?role=owner&by=service",
    "/measures/reopen_rate?period=90d&by=team&group=Network",
    "/measures/incident_resolution_time?table=1&every=week",
    "/measures/cmdb_health",
    "/measures/service_availability?period=90d",
    "/measures/csat?by=team",
    "/measures?as_of=1",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier_and_none_jumps(measured: Client, scheme: str) -> None:
    """Axe finds nothing in either scheme, and what is shown stays where it is."""
    measured.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    assert findings(measured, PAGES) == []


def test_measures_on_a_phone(measured: Client) -> None:
    """Nothing is wider than the screen; a tile leads to its records, two lines each."""
    measured.page.set_viewport_size({"width": 390, "height": 844})
    for path in PAGES:
        page = measured.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path  # the phone's width
    page = measured.open("/measures")
    tile(measured, "reopen_rate").get_by_role("link", name="Reopen rate").click()
    row = page.locator("[data-record]").filter(has_text="Network trouble 8").first
    expect(row).to_contain_text("Closed · Network")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Network trouble 8")).to_be_visible()
