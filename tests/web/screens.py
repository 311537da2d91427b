"""Takes the pictures of `docs/screens`: `python tests/web/screens.py ADDRESS` while `faultline demo` runs there.

Each page on a desktop and on a phone, light and dark; only what is named after the address when something is
(`impact`, `home-phone`, `cis-desktop-dark`). A page that logs an error ends the command.
"""

from __future__ import annotations

import base64
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, expect, sync_playwright

__all__ = ["main"]

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screens"


def plan_word(plan: dict[str, object]) -> str:
    """Return a plan as the word of an address."""
    return base64.urlsafe_b64encode(json.dumps(plan).encode()).decode().rstrip("=")


# One of two balancers on the same power strip moves to the other strip; compared while the strip is DOWN.
MOVED: dict[str, object] = {
    "faultline_change": 1,
    "title": "Second balancer on the other strip",
    "down": [{"ci": "pdu-000013", "state": "down"}],
    "edits": [
        {"op": "unrelate", "from": "lb-000002", "type": "powered_by", "to": "pdu-000013"},
        {"op": "relate", "from": "lb-000002", "type": "powered_by", "to": "pdu-000014"},
    ],
}
PAGES = {
    "home": "/",
    "impact": "/impact?ci=sw-000001",
    "why": "/impact?ci=feed-000001&select=payments",
    "layers": "/impact?ci=feed-000001&layout=layers&group=class",
    "compare": "/impact?ci=feed-000001&compare=1&b_ci=feed-000002",
    "cis": "/cis?q=class:server",
    "ci": "/cis/hv-000003",
    "relations": "/cis/hv-000003?tab=relations",
    "timeline": "/cis/hv-000003?tab=timeline",
    "services": "/services",
    "service": "/services/payments?select=sto-000001",
    "weak-points": "/weak-points?open=rack-000002",
    "what-if": f"/what-if?plan={plan_word(MOVED)}&select=lb-000002&against=same",
    "root-cause": "/root-cause?down=payments,web-shop,lb-000001&up=srv-000007,sw-000009&cause=rack-000007",
    "incidents": "/incidents",
    "incident-new": "/incidents/new?ci=feed-000001",
    "incident": "/incidents/inc-000151",
    "change": "/changes/chg-000006",
    "change-new": "/changes/new?ci=pdu-000013",
    "schedule": "/schedule",
    "release": "/releases/rel-000001",
    "deployments": "/deployments",
    "measures": "/measures?period=90d",
    "dashboard": "/dashboards/service-desk",
    "measures-team": "/measures?period=90d&by=team",
    "measure": "/measures/reopen_rate?period=90d&by=team",
    "agreement": "/agreements/standard",
    "templates": "/templates",
    "record-fields": "/record-fields/incident",
    "notification-rule": "/notification-rules/requester",
    "outbox": "/outbox",
    "on-call": "/on-call",
    "approval-rules": "/approval-rules",
    "closed-days": "/closed-days?calendar=office",
    "imports": "/imports/new",
    "classes": "/classes?class=server",
}
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
KEPT = (
    "home-phone-light",
    "impact-phone-light",
    "impact-desktop-dark",
    "impact-phone-dark",
    "service-desktop-dark",
    "service-phone-light",
    "weak-points-phone-light",
    "what-if-desktop-dark",
    "what-if-phone-light",
    "root-cause-phone-light",
    "incidents-phone-light",
    "incident-new-phone-light",
    "incident-phone-light",
    "incident-desktop-dark",
    "measures-phone-light",
    "measures-team-desktop-dark",
    "measure-phone-dark",
    "change-phone-light",
    "change-desktop-dark",
    "schedule-phone-light",
)


class Picture(NamedTuple):
    """One page at one size in one scheme."""

    name: str
    path: str
    width: int
    height: int
    scheme: Literal["light", "dark"]


def pictures(wanted: list[str]) -> Iterator[Picture]:
    """Yield what is to be taken: each page on a light desktop and some others, or all that bear a wanted name."""
    for page, path in PAGES.items():
        for size, (width, height) in SIZES.items():
            for scheme in SCHEMES:
                name = f"{page}-{size}-{scheme}"
                usual = name in KEPT or (size == "desktop" and scheme == "light")
                if any(name.startswith(each) for each in wanted) if wanted else usual:
                    yield Picture(name, path, width, height, scheme)


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Take one picture once nothing is being loaded any more."""
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height}, color_scheme=picture.scheme, timezone_id="UTC"
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address + picture.path)
    page.wait_for_selector("h1")
    expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=20_000)
    page.wait_for_timeout(600)
    if complaints:
        raise SystemExit(f"{picture.name}: {complaints}")
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    page.close()


def main(address: str, wanted: list[str]) -> None:
    """Take every picture that is wanted."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in pictures(wanted):
            take(browser, address.rstrip("/"), picture)
            sys.stdout.write(f"{picture.name}\n")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8480", sys.argv[2:])
