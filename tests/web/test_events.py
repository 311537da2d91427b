"""The events' page: what fires by cause, what is expected, what is not known, and where alerts are sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

MOST_SHIFT = 0.1
PHONE = 390
BEGAN = (datetime.now(UTC) - timedelta(minutes=20)).isoformat()


def alert(instance: str, severity: str = "critical", state: str = "firing") -> dict[str, Any]:
    """Return an alert as Alertmanager sends it."""
    return {
        "status": state,
        "labels": {"alertname": "HostDown", "instance": instance, "severity": severity},
        "annotations": {"summary": f"{instance} does not answer"},
        "startsAt": BEGAN,
        "fingerprint": f"down-{instance}",
    }


def send(page: Page, *alerts: dict[str, Any]) -> dict[str, Any]:
    """Send alerts as Alertmanager does."""
    message = {"version": "4", "externalURL": "http://am", "alerts": list(alerts)}
    return call(page, "POST", "/events/alertmanager", message)


@pytest.fixture
def storm(client: Client) -> Client:
    """Return the client after a host and what runs on it fell silent, one more in maintenance, one that is unknown."""
    page = client.open("/sources")
    now = datetime.now(UTC)
    maintenance = {
        "kind": "maintenance",
        "start": (now - timedelta(hours=1)).isoformat(),
        "end": (now + timedelta(hours=1)).isoformat(),
        "reason": "a new disk",
        "cis": ["vm-3"],
    }
    call(page, "PUT", "/closed-periods/disk", maintenance)
    hosts = ("esx-01", "vm-pay", "orders-db-1")
    send(page, *map(alert, hosts), alert("vm-lost"), alert("printer-9"), alert("core-sw-2", "info"))
    send(page, *map(alert, hosts))
    return client


def test_alerts_of_one_cause_lead_to_their_one_incident(storm: Client) -> None:
    """One group for the host and what runs on it, with why; what is expected and what is unknown stand apart."""
    page = storm.open("/events")
    group = page.locator("section").filter(has=page.get_by_role("link", name="esx-01", exact=False)).last
    expect(group).to_contain_text("Probable cause: esx-01")
    expect(group).to_contain_text("3 Critical")
    expect(group).to_contain_text("3 alerts, 6 messages")
    expect(page.get_by_role("region", name="Expected, because somebody works on their CIs")).to_contain_text("vm-lost")
    unknown = page.get_by_role("region", name="No CI is known for them")
    unknown.get_by_role("button", name="Show its alerts").click()
    expect(unknown.get_by_role("row").filter(has_text="printer-9")).to_contain_text("unknown")
    assert storm.query() == {"open": "unknown"}
    page.reload()
    expect(unknown.get_by_role("row").filter(has_text="printer-9")).to_contain_text("tried: printer-9")
    group.get_by_role("button", name="Show its alerts").click()
    expect(group.get_by_role("row").filter(has_text="vm-pay does not answer")).to_contain_text("inc-000001")
    page.get_by_text("All that fire", exact=True).click()
    expect(page.get_by_role("table", name="Alerts").get_by_role("row")).to_have_count(7)
    assert storm.query()["view"] == "firing"
    page.get_by_text("By cause", exact=True).click()
    group.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("esx-01")
    expect(page).to_have_url(f"{storm.address}/incidents/inc-000001")


def test_what_is_over_is_resolved_and_nothing_fires(storm: Client) -> None:
    """Alerts end; the page says that nothing fires, and keeps them among the resolved."""
    page = storm.open("/events")
    ended = ("esx-01", "vm-pay", "orders-db-1", "vm-lost", "printer-9")
    send(page, *(alert(each, state="resolved") for each in ended), alert("core-sw-2", "info", "resolved"))
    storm.open("/events")
    expect(page.get_by_role("heading", name="Nothing fires")).to_be_visible()
    page.get_by_text("Resolved", exact=True).click()
    expect(page.get_by_role("table", name="Alerts").get_by_role("row")).to_have_count(7)
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_text("Nothing new follows from them.")).to_be_visible()


def test_before_the_first_alert_the_page_says_where_to_send_it(client: Client) -> None:
    """Both addresses, and the way to a token; a server that fails is told of."""
    client.page.expected_errors.append("500")  # type: ignore[attr-defined]
    page = client.open("/events")
    expect(page.get_by_role("heading", name="No alerts have come yet")).to_be_visible()
    intake = client.section("Where monitoring sends its alerts")
    expect(intake).to_contain_text(f"{client.address}/api/v1/events/alertmanager")
    intake.get_by_role("link", name="Make a token").click()
    expect(page.get_by_role("heading", name="People & tokens")).to_be_visible()
    page.route("**/api/v1/events/summary", lambda route: route.fulfill(status=500, body="{}"))
    page.goto(f"{client.address}/events")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier(storm: Client, scheme: str) -> None:
    """Axe finds nothing, nothing jumps, nothing is wider than a phone."""
    storm.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    findings = []
    for path in ("/events?open=inc-000001", "/events?view=firing", "/events?view=resolved"):
        page = storm.open(path)
        page.wait_for_timeout(150)
        if (shifted := page.evaluate("window.shifted")) > MOST_SHIFT:
            findings.append(f"{path}: shifts by {shifted:.3f}")
        for violation in Axe().run(page).response["violations"]:
            targets = [node["target"] for node in violation["nodes"]][:4]
            findings.append(f"{path}: {violation['id']}: {violation['help']}: {targets}")
    storm.page.set_viewport_size({"width": PHONE, "height": 844})
    page = storm.open("/events?open=inc-000001")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert not findings, "\n".join(findings)
