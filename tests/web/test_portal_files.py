"""The portal's files and approvals: what goes along with a report, stands at one's own record, and waits for a yes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from api.auth import passwords
from api.auth.accounts import Account, create_account
from api.settings import Settings
from cmdb.store.port import Store
from tests.web.barriers import barriers, findings
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
LARGEST = 4_096
PHONE = 390
SERVER = {
    "title": "A server",
    "description": "For trying things out.",
    "form": {"type": "object", "properties": {"size": {"type": "string", "title": "Which size?"}}},
    "approval": {"accounts": ["boss"]},
}


@pytest.fixture
def settings() -> Settings:
    """Return the settings of a demo that takes small files only."""
    return Settings(demo=True, host="127.0.0.1", port=0, attachment_bytes=LARGEST)


@pytest.fixture
def desk(store: Store, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return the client with two requesters, an item that one of them agrees to, and a report of the other."""
    monkeypatch.setattr(passwords, "COST", 2)
    monkeypatch.setattr(passwords, "PARALLEL", 1)
    now = datetime.now(UTC)
    for name in ("rea", "boss"):
        account = Account(name, name.title(), ("requester",), None, None, now.isoformat())
        create_account(store.side, account, PASSWORD, now)
    page = client.open("/sources")
    assert call(page, "PUT", "/catalogue/server", SERVER, 0)["name"] == "server"
    made = call(page, "POST", "/incidents", {"title": "My screen flickers", "attributes": {"requester": "rea"}})
    assert made["key"] == "inc-000001"
    return client


def become(client: Client, name: str) -> Page:
    """Sign in as somebody else."""
    assert "account" in call(client.page, "POST", "/session", {"name": name, "password": PASSWORD})
    return client.page


def choose(part: Page | Locator, *files: tuple[str, bytes]) -> None:
    """Choose files at once."""
    part.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    )


def test_a_file_too_large_for_a_report_is_refused_before_anything_is_sent(desk: Client) -> None:
    """The limit is told beforehand; what exceeds it never goes along, what fits does."""
    page = become(desk, "rea")
    desk.open("/portal/report")
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)
    expect(page.get_by_role("form")).to_contain_text("Up to 4.1 kB each, up to 50 files.")
    choose(page, ("film.png", PNG + bytes(LARGEST)), ("shot.png", PNG))
    refused = page.get_by_role("alert").filter(has_text="film.png was not taken")
    expect(refused).to_contain_text("allowed: up to 4.1 kB")
    chosen = page.get_by_role("list", name="Files that go along").get_by_role("listitem")
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("shot.png")
    assert sent == []
    assert barriers(page) == []
    refused.get_by_role("button", name="Forget film.png").click()
    expect(refused).to_have_count(0)


def test_a_report_goes_with_its_files(desk: Client) -> None:
    """One is left out again, one is refused after the report stands, one arrives and is downloaded."""
    page = become(desk, "rea")
    page.expected_errors.append("422")  # type: ignore[attr-defined]
    desk.open("/portal/report")
    choose(page, ("shot.png", PNG), ("diary.txt", b"dear diary"), ("lie.png", b"<html>"))
    chosen = page.get_by_role("list", name="Files that go along")
    expect(chosen.get_by_role("listitem")).to_have_count(3)
    chosen.get_by_role("button", name="Leave out diary.txt").click()
    expect(chosen).not_to_contain_text("diary.txt")
    page.get_by_label("What does not work?").fill("The mouse squeaks")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("lie.png was not taken: lie.png is not what its name says")).to_be_visible()
    expect(page.get_by_role("heading", name="The mouse squeaks")).to_be_visible()
    files = desk.section("Files")
    expect(files.get_by_role("listitem")).to_have_count(1)
    with page.expect_download() as download:
        files.get_by_role("link", name="shot.png").click()
    assert download.value.path().read_bytes() == PNG


def test_a_file_is_added_to_ones_own_record_until_it_is_over(desk: Client) -> None:
    """One that is too large is refused before it is sent; a pasted screenshot gets a name; what is over takes none."""
    page = become(desk, "rea")
    desk.open("/portal/mine/inc-000001")
    files = desk.section("Files")
    expect(files).to_contain_text("Up to 4.1 kB each, up to 50 files.")
    choose(files, ("film.mp4", b"x" * (LARGEST + 1)))
    expect(files.get_by_role("alert")).to_contain_text("It has 4.1 kB; allowed: up to 4.1 kB.")
    expect(files.get_by_role("button", name="Try again")).to_have_count(0)
    files.get_by_role("button", name="Forget film.mp4").click()
    expect(files.get_by_role("alert")).to_have_count(0)
    paste = """(bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
        window.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(paste, list(PNG))
    expect(files.get_by_role("link", name="Screenshot 2")).to_be_visible()
    expect(desk.section("What happened")).to_contain_text("File")


def test_a_record_that_is_over_takes_no_file(desk: Client) -> None:
    """Its files stay, and nothing asks for more."""
    page = desk.page
    step = {"step": "cancel", "attributes": {"resolution": "none"}}
    assert call(page, "POST", "/incidents/inc-000001/steps", step)["state"] == "cancelled"
    become(desk, "rea")
    desk.open("/portal/mine/inc-000001")
    expect(page.get_by_text("Cancelled").first).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)


def test_a_request_waits_for_whoever_agrees_to_it(desk: Client) -> None:
    """It leads from the start of the portal; declining needs a reason, which whoever asked reads."""
    page = become(desk, "rea")
    for size in ("small", "huge"):
        made = call(page, "POST", "/portal/requests", {"item": "server", "answers": {"size": size}})
        assert made["state"] == "approval"
    desk.open("/portal")
    expect(page.get_by_role("link", name="All my things")).to_be_visible()
    expect(page.get_by_text("for your decision")).to_have_count(0)
    become(desk, "boss")
    desk.open("/portal")
    page.get_by_role("link", name="2 requests wait for your decision").click()
    first, second = (desk.page.get_by_role("region", name=f"req-00000{number}") for number in (1, 2))
    expect(first).to_contain_text("rea asked for it")
    expect(first.get_by_role("definition")).to_have_text("small")
    first.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("req-000001: Being fulfilled.")).to_be_visible()
    expect(first).to_have_count(0)
    second.get_by_role("button", name="Decline").click()
    expect(second).to_contain_text("Say why; whoever asked reads it.")
    second.get_by_label("Why?").fill("Too large for a trial")
    second.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    become(desk, "rea")
    desk.open("/portal/mine/req-000002")
    expect(desk.section("What happened")).to_contain_text("Too large for a trial")
    desk.section("What you asked for").get_by_role("link", name="A server").click()
    expect(page.get_by_role("form", name="A server")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_files_and_approvals_has_a_barrier(desk: Client, scheme: str) -> None:
    """Axe finds nothing, nothing jumps, and nothing is wider than a phone; with something that waits and without."""
    page = become(desk, "rea")
    made = call(page, "POST", "/portal/requests", {"item": "server", "answers": {"size": "small"}})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    own = ("/portal/approvals", "/portal/mine/inc-000001", f"/portal/mine/{made['key']}", "/portal/report")
    assert findings(desk, own) == []
    become(desk, "boss")
    assert findings(desk, ("/portal", "/portal/approvals")) == []
    page.set_viewport_size({"width": PHONE, "height": 844})
    for path in ("/portal", "/portal/approvals"):
        assert desk.open(path).evaluate("document.documentElement.scrollWidth") <= PHONE, path
