"""The portal, as somebody who has nothing else: look for help, report, request, follow, say how it went."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from api.auth import passwords
from api.auth.accounts import Account, create_account
from cmdb.store.port import Store
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
ITEMS = json.loads((Path(__file__).parents[2] / "examples" / "catalogue.json").read_text(encoding="utf-8"))
MOST_SHIFT = 0.1
PHONE = 390
ARTICLE = (
    "# Mailbox is full\n\n**Archive** moves what is old.\n\n<img src=x onerror=alert(1)> and <b>bold</b>\n\n"
    "[a trap](javascript:alert(1)) ![a picture](https://example.org/x.png)\n\n| size | goes |\n|---|---|\n| 1 | away |"
)


def put_item(page: Page, name: str, document: object) -> None:
    """Declare an item of the catalogue."""
    assert call(page, "PUT", f"/catalogue/{name}", document, 0)["name"] == name


def put_article(page: Page, title: str, text: str) -> str:
    """Publish an article for requesters and return its key."""
    made = call(page, "POST", "/articles", {"title": title, "attributes": {"text": text, "audience": "requesters"}})
    for step in ("submit", "publish"):
        call(page, "POST", f"/articles/{made['key']}/steps", {"step": step})
    return str(made["key"])


@pytest.fixture
def rea(store: Store, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return the client of a requester: Payments does not work, an article, two items, two of her own, one foreign."""
    monkeypatch.setattr(passwords, "COST", 2)
    monkeypatch.setattr(passwords, "PARALLEL", 1)
    now = datetime.now(UTC)
    create_account(store.side, Account("rea", "Rea", ("requester",), None, None, now.isoformat()), PASSWORD, now)
    page = client.open("/sources")
    for name in ("laptop", "mailbox"):
        put_item(page, name, ITEMS[name])
    put_article(page, "Mailbox is full", ARTICLE)
    outage = {"title": "Payments is away", "links": {"affects": ["pay"]}, "attributes": {"effect": "down"}}
    mine = {"title": "My screen flickers", "attributes": {"requester": "rea", "description": "Since noon"}}
    solved = {"title": "My phone was mute", "attributes": {"requester": "rea"}}
    for number, body in enumerate((outage, mine, solved), 1):
        assert call(page, "POST", "/incidents", body)["key"] == f"inc-{number:06d}"
    for words, public in (("srv-a is to blame", False), ("We bring you another one", True)):
        call(page, "POST", "/incidents/inc-000002/activities", {"text": words, "public": public})
    call(page, "POST", "/incidents/inc-000003/steps", {"step": "start"})
    told = {"step": "resolve", "attributes": {"resolution": "Unmuted"}}
    assert call(page, "POST", "/incidents/inc-000003/steps", told)["state"] == "resolved"
    assert "account" in call(page, "POST", "/session", {"name": "rea", "password": PASSWORD})
    return client


def test_a_requester_lands_in_the_portal_and_finds_help(rea: Client) -> None:
    """No page of the service desk; how services are in plain words; articles while typing, made safe, voted on."""
    page = rea.open("/")
    expect(page.get_by_role("heading", name="How can we help?")).to_be_visible()
    expect(page).to_have_url(f"{rea.address}/portal")
    expect(page.get_by_role("link", name="To the service desk")).to_have_count(0)
    expect(page.get_by_test_id("status")).to_contain_text("1 service does not work. The other 1 work.")
    expect(rea.section("How services are").get_by_text("Payments")).to_be_visible()
    page.goto(f"{rea.address}/cis")
    expect(page).to_have_url(f"{rea.address}/portal")
    search = page.get_by_role("searchbox", name="Search for help")
    search.press_sequentially("mailbox")
    results = rea.section("What may help")
    expect(results.get_by_role("link", name="A shared mailbox")).to_be_visible()
    assert rea.query() == {"q": "mailbox"}
    results.get_by_role("link", name="Mailbox is full").click()
    text = page.get_by_role("article")
    expect(text.get_by_text("Archive")).to_have_css("font-weight", "700")
    expect(text).to_contain_text("<b>bold</b>")
    expect(text.locator("img, script, b")).to_have_count(0)
    expect(text.get_by_role("cell", name="away")).to_be_visible()
    expect(text.get_by_text("a trap")).not_to_have_attribute("href", "javascript:alert(1)")
    expect(text.get_by_role("link", name="Picture: a picture")).to_have_attribute("href", "https://example.org/x.png")
    page.get_by_role("region", name="Did this help?").get_by_role("button", name="Yes").click()
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_contain_text("1 of 1 person found it helpful")
    page.go_back()
    expect(search).to_have_value("mailbox")
    search.fill("teapot")
    expect(page.get_by_role("heading", name="Nothing fits “teapot”.")).to_be_visible()
    page.get_by_role("link", name="Report it").click()
    expect(page.get_by_label("What does not work?")).to_have_value("teapot")


def test_something_is_reported_and_followed(rea: Client) -> None:
    """One line suffices; an article is offered meanwhile; what is typed stays; a note goes to those who work on it."""
    page = rea.open("/portal")
    page.get_by_role("navigation").get_by_role("link", name="Report").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Say in one line what does not work.")).to_be_visible()
    title = page.get_by_label("What does not work?")
    title.press_sequentially("My mailbox is full")
    expect(rea.section("This may help already").get_by_role("link", name="Mailbox is full")).to_be_visible()
    page.get_by_label("Anything else?").fill("It says 10 GB")
    page.reload()
    expect(title).to_have_value("My mailbox is full")
    page.get_by_role("combobox", name="Which service?").click()
    page.get_by_role("option", name="Web shop").click()
    page.get_by_label("It does not work at all").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="My mailbox is full")).to_be_visible()
    expect(page.get_by_test_id("own-state")).to_have_text("New")
    expect(rea.section("What you wrote")).to_contain_text("It says 10 GB")
    page.get_by_label("Write to us").fill("Now it is urgent")
    page.get_by_role("button", name="Send").click()
    happened = rea.section("What happened")
    expect(happened.get_by_role("article").last).to_contain_text("Now it is urgent")
    expect(page.get_by_label("Write to us")).to_have_value("")
    page.get_by_role("link", name="My things").click()
    expect(rea.section("Open").get_by_role("link", name="My mailbox is full")).to_contain_text("New")


def test_only_what_is_public_of_ones_own_is_shown_and_a_survey_asked_once(rea: Client) -> None:
    """An internal note stays inside; somebody else's number is no record; stars are given once."""
    rea.page.expected_errors.append("404")  # type: ignore[attr-defined]
    page = rea.open("/portal/mine/inc-000002")
    expect(rea.section("What happened")).to_contain_text("We bring you another one")
    expect(page.get_by_text("srv-a")).to_have_count(0)
    rea.open("/portal/mine/inc-000001")
    expect(page.get_by_role("heading", name="There is nothing of yours here")).to_be_visible()
    rea.open("/portal/mine/inc-000003")
    survey = page.get_by_role("form", name="How did it go?")
    survey.get_by_role("button", name="Send").click()
    expect(survey.get_by_text("Choose one to five stars.")).to_be_visible()
    survey.get_by_label("4 stars").check()
    survey.get_by_role("button", name="Send").click()
    expect(survey).to_have_count(0)
    page.reload()
    expect(rea.section("What happened")).to_contain_text("Your answer")
    expect(survey).to_have_count(0)


def test_an_item_is_requested_by_keyboard_with_errors_at_its_questions(rea: Client) -> None:
    """What is missing and what the server refuses stands at the question; the request shows answers and tasks."""
    rea.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = rea.open("/portal/catalogue")
    item = page.get_by_role("link", name="A laptop")
    item.focus()
    item.press("Enter")
    form = page.get_by_role("form", name="A laptop")
    centre = form.get_by_label("Cost centre")
    centre.fill("12-34")
    centre.press("Enter")
    model = form.get_by_role("combobox", name="Model")
    expect(form.get_by_text("Model is needed.")).to_be_visible()
    expect(model).to_be_focused()
    model.press("ArrowDown")
    expect(page.get_by_role("option", name="13 inch")).to_be_visible()
    model.press("ArrowDown")
    model.press("Enter")
    expect(form.get_by_text("Model is needed.")).to_have_count(0)
    form.get_by_label("Screens besides").fill("two")
    form.get_by_label("Screens besides").press("Enter")
    expect(form.get_by_text("Give a whole number.")).to_be_visible()
    form.get_by_label("Screens besides").fill("3")
    form.get_by_label("Screens besides").press("Enter")
    expect(form.get_by_text("a whole number from 0 up to 2")).to_be_visible()
    expect(form.get_by_label("Screens besides")).to_be_focused()
    form.get_by_label("Screens besides").fill("2")
    form.get_by_label("Screens besides").press("Enter")
    expect(form.get_by_text("that fit ^[0-9]{4}-[0-9]{2}$")).to_be_visible()
    expect(centre).to_be_focused()
    centre.fill("1234-56")
    centre.press("Enter")
    expect(page.get_by_test_id("own-state")).to_have_text("Waiting for approval")
    expect(rea.section("What you asked for")).to_contain_text("Cost centre1234-56")
    expect(rea.section("What is done for you").get_by_role("listitem")).to_have_count(4)


PAGES = (
    "/portal",
    "/portal?q=mailbox",
    "/portal?q=teapot",
    "/portal/status",
    "/portal/report?service=pay",
    "/portal/catalogue",
    "/portal/catalogue/laptop",
    "/portal/mine",
    "/portal/mine/inc-000002",
    "/portal/mine/inc-000003",
    "/portal/articles/art-000001",
    "/portal/account",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier(rea: Client, scheme: str) -> None:
    """Axe finds nothing, nothing jumps."""
    rea.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    findings = []
    for path in PAGES:
        page = rea.open(path)
        page.wait_for_timeout(150)
        shifted = page.evaluate("window.shifted")
        if shifted > MOST_SHIFT:
            findings.append(f"{path}: shifts by {shifted:.3f}")
        for violation in Axe().run(page).response["violations"]:
            where = [node["target"] for node in violation["nodes"]][:4]
            findings.append(f"{path}: {violation['id']}: {violation['help']}: {where}")
    assert not findings, "\n".join(findings)


def test_the_portal_on_a_phone(rea: Client) -> None:
    """Nothing is wider than the screen, and the four ways stand at its lower edge."""
    rea.page.set_viewport_size({"width": PHONE, "height": 844})
    for path in PAGES:
        page = rea.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, path
        box = page.get_by_role("navigation", name="Help").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] == pytest.approx(844, abs=1), path
