"""Who plans redundancy: which CIs take services down alone, how much each counts, what one redundancy more saves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from api.resources.weak_points import service
from cmdb.store import open_store
from cmdb.store.port import Store
from tests.web.conftest import Client, load
from tests.web.estate import ESTATE, ci, relation

pytestmark = pytest.mark.browser

SITES = {
    "faultline": 1,
    "cis": [ci("zrh", "site", "Zurich West"), ci("brn", "site", "Bern")],
    "relations": [relation("hv-1", "located_in", "zrh"), relation("hv-2", "located_in", "brn")],
}
PAIR = {
    "faultline": 1,
    "cis": [
        {**ci("pay", "business_service", "Payments", criticality=5, users=10), "groups": {"app": {"min_up": 1}}},
        ci("app-1", "application", "app-1"),
        ci("app-2", "application", "app-2"),
    ],
    "relations": [relation("pay", "depends_on", f"app-{n}", group="app") for n in (1, 2)],
}


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Open a store in memory that holds the estate and its sites, or the documents that a test names."""
    now = datetime.now(UTC)
    with open_store("memory:") as opened:
        for document in getattr(request, "param", (ESTATE, SITES)):
            load(opened, document, now - timedelta(days=1))
        yield opened


def test_the_worst_comes_first_with_what_redundancy_would_save(client: Client) -> None:
    """Score, the services as chips, the gain, and the way to the explorer."""
    page = client.open("/weak-points")
    expect(page.get_by_text("8 CIs take services DOWN alone; 2 services were looked at.")).to_be_visible()
    first = page.get_by_role("row", name="esx-01")
    expect(first).to_contain_text("65.3")
    expect(first).to_contain_text("Hypervisor")
    expect(first.get_by_role("link", name="Payments")).to_be_visible()
    expect(first).to_contain_text("2 single points fewer")
    expect(first.get_by_role("img", name="Score 65.3, from 1 service")).to_be_visible()
    first.get_by_role("link", name="Impact with esx-01 down").click()
    expect(page.get_by_test_id("headline")).to_contain_text("Payments goes DOWN")
    assert client.query()["ci"] == "hv-1"


def test_the_filters_stand_in_the_address(client: Client) -> None:
    """Class, site and service narrow the list; back brings it again."""
    page = client.open("/weak-points")
    filters = page.get_by_role("region", name="Filters")
    filters.get_by_role("button", name="Bern").click()
    expect(page.get_by_text("5 of 8 such CIs fit these filters.")).to_be_visible()
    assert client.query() == {"site": "brn"}
    filters.get_by_role("button", name="Virtual machine").click()
    expect(page.get_by_role("link", name="vm-shop", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="vm-pay", exact=True)).to_have_count(0)
    page.go_back()
    expect(page.get_by_text("5 of 8 such CIs fit these filters.")).to_be_visible()
    assert client.query() == {"site": "brn"}
    client.open("/weak-points?site=brn&service=pay&class=rack")
    expect(page.get_by_role("heading", name="No weak point fits these filters")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.get_by_role("row", name="esx-01")).to_be_visible()
    assert client.query() == {}


def test_a_row_opens_on_its_factors_and_stays_open(client: Client) -> None:
    """Every figure of the score stands below it, after a reload too."""
    page = client.open("/weak-points")
    page.get_by_role("button", name="What Zurich West takes down").click()
    assert client.query()["open"] == "zrh"
    page.reload()
    table = page.get_by_role("table", name="What Zurich West takes down")
    expect(table.get_by_role("row", name="Payments")).to_contain_text("16")
    expect(table.get_by_role("row", name="Sum")).to_contain_text("65.3")
    expect(page.get_by_text("Made redundant: 1 single point fewer, 1 pair")).to_be_visible()
    table.get_by_role("link", name="Payments").click()
    page.wait_for_url("**/services/pay")


def test_the_file_holds_what_the_list_shows(client: Client) -> None:
    """Every CI that fits the filters, in the order of the list."""
    page = client.open("/weak-points?service=shop&class=hypervisor,site")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    assert download.value.path().read_text().splitlines() == [
        "Place,CI,Key,Class,Score,Services,Takes down alone,Single points fewer",
        "1,Bern,brn,site,37.9,1,Web shop,1",
        "2,esx-02,hv-2,hypervisor,37.9,1,Web shop,2",
    ]


def test_by_keyboard(client: Client) -> None:
    """Go there, walk, open, follow."""
    page = client.open("/")
    page.keyboard.press("g")
    page.keyboard.press("w")
    expect(page.locator("tr[data-row='1']")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr[data-row='1']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-row='1']")).to_have_attribute("data-open", "true")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-open]")).to_have_count(0)


def test_on_a_phone(client: Client) -> None:
    """Nothing is wider than the screen; filters open on demand; a row opens on the rest."""
    client.page.set_viewport_size({"width": 390, "height": 844})
    page = client.open("/weak-points")
    expect(page.get_by_role("row", name="esx-01")).to_contain_text("Hypervisor · 1 service")
    page.get_by_role("button", name="What esx-01 takes down").click()
    expect(page.get_by_role("link", name="Impact with esx-01 down")).to_be_visible()
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("region", name="Filters").get_by_role("button", name="Web shop").click()
    expect(page.get_by_role("row", name="esx-01")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # the phone's width


@pytest.mark.parametrize("store", [(PAIR,)], indirect=True)
def test_where_nothing_stands_alone_the_page_says_so(client: Client) -> None:
    """Redundancy everywhere: a sentence, and how far it can be trusted."""
    page = client.open("/weak-points")
    expect(page.get_by_role("heading", name="No single CI takes a service down")).to_be_visible()
    expect(page.get_by_text("1 service was looked at")).to_be_visible()


@pytest.mark.parametrize("store", [()], indirect=True)
def test_without_services_the_page_says_what_to_do(client: Client) -> None:
    """The one action that an empty estate needs."""
    page = client.open("/weak-points")
    expect(page.get_by_role("link", name="New service")).to_be_visible()


def test_a_large_estate_is_ranked_by_a_job_with_its_progress(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too large to be waited for becomes a job; its result stands at an address of its own."""
    client.page.expected_errors.append("422")  # type: ignore[attr-defined]
    monkeypatch.setattr(service, "MOST_AT_ONCE", 3)
    page = client.open("/weak-points")
    expect(page.get_by_role("heading", name="This estate is ranked in the background")).to_be_visible()
    page.get_by_role("button", name="Rank it now").click()
    expect(page.get_by_role("row", name="esx-01")).to_contain_text("2 single points fewer")
    assert client.query()["job"]
    page.reload()
    expect(page.get_by_role("row", name="esx-01")).to_be_visible()
    expect(page.get_by_text("Ranked by a job, finished")).to_be_visible()
