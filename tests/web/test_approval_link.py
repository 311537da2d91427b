"""The link in the mail that asks for a decision: sign in, come back to it, see what is decided, confirm once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from api.auth import passwords
from api.auth.accounts import Account, create_account
from api.settings import Settings
from cmdb.estate import Estate
from cmdb.store.port import Stamp, Store
from cmdb.values import Json
from itsm.change.approval import votes
from itsm.change.verbs import change_record, draft, proposal_of
from itsm.judgement import assessment
from itsm.kernel import desk
from itsm.steps import take_step
from tests.web.barriers import barriers
from tests.web.conftest import Client

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
START = (datetime.now(UTC) + timedelta(days=12)).replace(hour=22, minute=0, second=0, microsecond=0)


@pytest.fixture
def settings() -> Settings:
    """Return the settings of a server on which everybody signs in."""
    return Settings(host="127.0.0.1", port=0)


@pytest.fixture
def estate(store: Store, monkeypatch: pytest.MonkeyPatch) -> Estate:
    """Return the estate, with somebody who sits on the board and somebody who does not."""
    monkeypatch.setattr(passwords, "COST", 2)
    monkeypatch.setattr(passwords, "PARALLEL", 1)
    now = datetime.now(UTC)
    for name, role in (("root", "admin"), ("bea", "board_member"), ("sam", "service_agent")):
        create_account(store.side, Account(name, name, (role,), None, None, now.isoformat()), PASSWORD, now)
    return Estate(store, None)


def asked(estate: Estate, title: str) -> str:
    """Draft a change, ask for its approval, and return its key."""
    minute = iter(range(10))

    def act() -> desk.Act:
        at = datetime.now(UTC)
        return desk.Act(f"{title}-{next(minute)}", at, Stamp("root", "web"))

    window: dict[str, Json] = {"start": START.isoformat(), "end": (START + timedelta(hours=1)).isoformat()}
    edit: dict[str, Json] = {"op": "set", "ci": "db-1", "attributes": {"port": {"was": 5432, "to": 5433}}}
    key = draft(estate, {"title": title, "window": window, "edits": [edit], "tests": "x", "backout": "y"}, act=act())
    for step in ("submit", "request_approval"):
        take_step(estate, change_record(estate, key), step, act=act(), said=desk.Said())
    return str(key)


def link(estate: Estate, key: str, seen: str = "") -> str:
    """Return the address that a mail about a change carries."""
    facts = assessment(estate, proposal_of(estate, key), now=datetime.now(UTC))["hash"]
    return f"/changes/{key}?{urlencode({'decide': 'approve', 'seen': seen or str(facts)})}"


def sign_in(page: Page, name: str) -> None:
    """Fill the form for signing in."""
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_after_signing_in_one_confirmation_decides_and_the_link_nothing(client: Client, estate: Estate) -> None:
    """The page that was wanted comes back with the question; until it is confirmed there is no vote."""
    client.page.expected_errors.append("401")  # type: ignore[attr-defined]
    key = asked(estate, "Move a port")
    page = client.page
    page.goto(client.address + link(estate, key))
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, "bea")
    confirm = page.get_by_role("button", name="Approve this change")
    expect(confirm).to_be_focused()
    approval = client.section("Approval")
    expect(approval).to_contain_text("You decide on “Move a port”")
    expect(approval).to_contain_text(re.compile(r", \d\d:\d\d – .*\d\d:\d\d (UTC|GMT|[A-Z]{3,4})[+\d]*: "))
    expect(approval).to_contain_text("0 of 1 voice needed")
    expect(page.get_by_text("The facts have moved since the mail was sent")).to_have_count(0)
    assert barriers(page) == []
    assert votes(desk.timeline(estate.graph, change_record(estate, key).key)) == {}
    confirm.press("Enter")
    expect(page.get_by_text("It is scheduled now.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("It is not waited for any more: the change is scheduled.")).to_be_visible()


def test_facts_that_moved_since_the_mail_are_told_before_the_vote(client: Client, estate: Estate) -> None:
    """Who may not decide is told so, too; nothing is wider than a phone."""
    client.page.expected_errors.append("401")  # type: ignore[attr-defined]
    key = asked(estate, "Move a port")
    page = client.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(client.address + link(estate, key, "0123456789abcdef"))
    sign_in(page, "bea")
    expect(page.get_by_role("alert")).to_contain_text("The facts have moved since the mail was sent")
    expect(page.get_by_role("button", name="Approve this change")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # the phone's width
    assert barriers(page) == []
    page.context.clear_cookies()
    page.goto(client.address + link(estate, key))
    sign_in(page, "sam")
    expect(page.get_by_text("your account may not decide on changes")).to_be_visible()
    expect(page.get_by_role("button", name="Approve this change")).to_have_count(0)
