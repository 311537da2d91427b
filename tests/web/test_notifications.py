"""Notification rules as documents that are tried before they are saved, and the outbox of what they gave rise to."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cmdb.model import Key
from cmdb.store.port import Store
from itsm.kernel.activity import Activity
from itsm.notification.decide import Notice
from itsm.notification.outbox import enqueue, finish, postpone, waiting
from tests.web.barriers import barriers, findings, sideways
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

RULE: dict[str, Any] = {
    "on": ["note", "transition"],
    "where": "team:database",
    "to": ["requester", "person:boss", "assignee"],
    "enabled": True,
}
PHONE = 390


@pytest.fixture
def record(client: Client) -> str:
    """Open an incident of the team Database, asked for by somebody who has no account."""
    page = client.open("/sources")
    fields = {"team": "Database", "requester": "rea"}
    return str(call(page, "POST", "/incidents", {"title": "Orders are slow", "attributes": fields})["key"])


def post(store: Store, record: str, name: str, number: int) -> None:
    """Put a message into the outbox."""
    now = datetime.now(UTC)
    entry = Activity(Key(record), f"e{number}", "note", now, "ann", "words")
    assert enqueue(store.side, Notice(name, public=False, rules=("assignee",)), entry, number, now=now)


@pytest.fixture
def outbox(store: Store, record: str) -> None:
    """Let one message fail for good, and two wait: one that was refused once."""
    now = datetime.now(UTC)
    for number, name in enumerate(("dora", "bob", "eve"), 1):
        post(store, record, name, number)
    eve, bob, dora = waiting(store.side, now=now)
    assert (eve.to, bob.to, dora.to) == ("eve", "bob", "dora")
    finish(store.side, dora, "failed", now=now, error="550 no such mailbox")
    postpone(store.side, bob, "421 try again later", now=now, until=now + timedelta(minutes=30))


def declare(client: Client) -> Page:
    """Begin a rule from the list."""
    page = client.open("/notification-rules")
    expect(page.get_by_role("row", name="assignee").first).to_contain_text("shipped with Faultline")
    page.get_by_role("textbox", name="Name of a new one").fill("database")
    page.get_by_role("button", name="Declare it").click()
    expect(page.get_by_text("It does not exist yet.")).to_be_visible()
    return page


def test_a_rule_with_a_field_that_there_is_not_is_refused_then_tried_and_saved(client: Client, record: str) -> None:
    """The fault stands at its line; a try says of everybody whether they would be told, and why."""
    client.page.expected_errors += ["404", "422"]  # type: ignore[attr-defined]
    page = declare(client)
    document = page.get_by_role("textbox", name="Document")
    said = json.dumps(RULE, indent=2)
    document.fill(said.replace("team:", "teem:"))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("teem")
    attempt = client.section("Try it")
    attempt.get_by_label("Key of a record").fill(record)
    attempt.get_by_role("button", name="Try it").click()
    expect(attempt.get_by_role("alert")).to_contain_text("teem")
    document.fill(said)
    attempt.get_by_role("button", name="Try it").click()
    expect(attempt.get_by_test_id("tried")).to_contain_text("0 of 3 names would be told")
    rows = attempt.get_by_role("row")
    expect(rows.filter(has_text="the requester")).to_contain_text("Is the requester, and this is internal")
    expect(rows.filter(has_text="boss")).to_contain_text("May not read the record")
    attempt.get_by_label("The requester may see it").check()
    attempt.get_by_role("button", name="Try it").click()
    expect(attempt.get_by_test_id("tried")).to_contain_text("1 of 3 names would be told")
    expect(rows.filter(has_text="the requester")).to_contain_text("no mail address is known of this name")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("definition").filter(has_text="gets a note, takes a step")).to_be_visible()
    client.open("/notification-rules")
    expect(page.get_by_role("row", name="team:database")).to_contain_text("the requester, boss, the assignee")


def test_a_rule_that_does_not_apply_says_why(client: Client, record: str) -> None:
    """A shipped rule that is switched off in its document reaches nobody."""
    page = client.open("/notification-rules/assignee")
    attempt = client.section("Try it")
    attempt.get_by_role("button", name="Try it").click()
    expect(attempt).to_contain_text("Give the key of a record.")
    document = page.get_by_role("textbox", name="Document")
    document.fill(document.input_value().replace("true", "false"))
    attempt.get_by_label("Key of a record").fill(record)
    attempt.get_by_role("button", name="Try it").click()
    expect(attempt.get_by_test_id("tried")).to_contain_text("Nobody would be told: it is switched off")
    document.fill("{")
    expect(attempt).to_contain_text("The document cannot be read")
    expect(attempt.get_by_role("button", name="Try it")).to_be_disabled()


@pytest.mark.usefixtures("outbox")
def test_messages_are_listed_newest_first_tried_again_and_discarded(client: Client, record: str) -> None:
    """What failed waits anew; what waits is discarded once that is confirmed, and stands among what was dropped."""
    page = client.open("/outbox")
    rows = client.section("Outbox").first.get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("eve")
    expect(rows.nth(2)).to_contain_text("421 try again later")
    page.get_by_text("Failed", exact=True).click()
    expect(rows.filter(has_text="dora")).to_contain_text("550 no such mailbox")
    assert client.query() == {"messages": "failed"}
    page.get_by_role("button", name=f"Try the message to dora about {record} again now").click()
    expect(page.get_by_role("heading", name="No message failed")).to_be_visible()
    page.get_by_text("Waiting", exact=True).click()
    expect(rows).to_have_count(4)
    page.get_by_role("button", name=f"Discard the message to eve about {record}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"eve will not be told of this about {record}.")
    dialog.get_by_role("button", name="Discard").click()
    expect(rows).to_have_count(3)
    page.get_by_text("Dropped", exact=True).click()
    expect(rows.filter(has_text="eve")).to_contain_text("discarded by")
    rows.filter(has_text="eve").get_by_role("link", name=record).click()
    expect(page.get_by_role("heading", name="Orders are slow")).to_be_visible()


def test_a_message_that_somebody_else_has_discarded_is_not_discarded_twice(
    client: Client, store: Store, record: str
) -> None:
    """The dialog says what the server says, and the list shows what is."""
    client.page.expected_errors.append("422")  # type: ignore[attr-defined]
    post(store, record, "bob", 1)
    page = client.open("/outbox")
    page.get_by_role("button", name=f"Discard the message to bob about {record}").click()
    (message,) = waiting(store.side, now=datetime.now(UTC))
    finish(store.side, message, "sent", now=datetime.now(UTC))
    page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(page.get_by_role("dialog")).to_contain_text("waits no more")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", name="No message waits")).to_be_visible()


def test_one_message_stands_in_its_words_and_is_tried_again(client: Client, store: Store, record: str) -> None:
    """The words that it would go out in, why it failed; one about a record that is gone says so; no number leads on."""
    client.page.expected_errors.append("404")  # type: ignore[attr-defined]
    now = datetime.now(UTC)
    opened = call(client.page, "GET", f"/incidents/{record}/activities")["items"][0]["id"]
    entry = Activity(Key(record), opened, "opened", now, "ann", "")
    assert enqueue(store.side, Notice("bob", public=False, rules=("team",)), entry, 8, now=now)
    (message,) = waiting(store.side, now=now)
    finish(store.side, message, "failed", now=now, error="550 no such mailbox")
    post(store, record, "eve", 9)
    page = client.open("/outbox?messages=failed")
    page.get_by_role("link", name="bob", exact=True).click()
    expect(page.get_by_role("heading", name=f"[{record}] Orders are slow")).to_be_visible()
    expect(client.section("What it says")).to_contain_text("opened it.")
    expect(page.get_by_role("definition").filter(has_text="550 no such mailbox")).to_be_visible()
    expect(page.get_by_role("button", name="Discard")).to_have_count(0)
    assert barriers(page) == []
    page.get_by_role("button", name="Try again now").click()
    expect(page.get_by_role("definition").filter(has_text="Waiting")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(page.get_by_role("definition").filter(has_text="discarded by")).to_be_visible()
    client.open("/outbox")
    page.get_by_role("link", name="eve", exact=True).click()
    expect(client.section("What it says")).to_contain_text("Its record or what it is about is gone")
    client.open("/outbox/nothing")
    expect(page.get_by_role("alert")).to_contain_text("nothing")


PAGES = ("/notification-rules", "/notification-rules/assignee", "/outbox", "/outbox?messages=failed")


@pytest.mark.usefixtures("outbox")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_notifications_has_a_barrier(client: Client, scheme: str) -> None:
    """Axe finds nothing, nothing jumps, and nothing is wider than a phone."""
    client.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    assert findings(client, PAGES) == []
    client.page.set_viewport_size({"width": PHONE, "height": 844})
    for path in PAGES:
        assert client.open(path).evaluate("document.documentElement.scrollWidth") <= PHONE, path


@pytest.mark.usefixtures("outbox")
def test_on_a_phone_the_outbox_does_not_scroll_sideways(client: Client, record: str) -> None:
    """Whom a message is to and about stand first, why it waits beneath, and it can be discarded there."""
    client.page.set_viewport_size({"width": PHONE, "height": 844})
    page = client.open("/outbox")
    messages = page.get_by_role("list", name="Messages").get_by_role("listitem")
    bob = messages.filter(has_text="bob")
    expect(bob).to_contain_text(f"bob, {record}")
    expect(bob).to_contain_text("421 try again later")
    assert sideways(page) == []
    messages.filter(has_text="eve").get_by_role("button", name=f"Discard the message to eve about {record}").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(messages.filter(has_text="eve")).to_have_count(0)
    expect(bob).to_have_count(1)
