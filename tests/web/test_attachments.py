"""What goes with a record on its page: files that are attached and removed, and who watches it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.conftest import Client

pytestmark = pytest.mark.browser

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
OPEN = """
async (title) => {
    const session = await (await fetch("/api/v1/session")).json();
    const answer = await fetch("/api/v1/incidents", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": session.csrf },
        body: JSON.stringify({ title }),
    });
    return (await answer.json()).key;
}
"""


@pytest.fixture
def record(client: Client) -> Page:
    """Return the page of a new incident."""
    page = client.open("/sources")
    key = page.evaluate(OPEN, "The lift is stuck")
    return client.open(f"/incidents/{key}")


def send(client: Client, name: str, content: bytes) -> None:
    """Choose a file in the panel of attachments."""
    field = client.section("Attachments").locator("input[type=file]")
    field.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})


def test_a_file_is_attached_downloaded_and_removed(client: Client, record: Page) -> None:
    """A file whose name lies is refused with the reason; what is removed is asked for first."""
    record.expected_errors.append("422")  # type: ignore[attr-defined]
    panel = client.section("Attachments")
    expect(panel).to_contain_text("No files yet")
    send(client, "photo.png", b"<script>alert(1)</script>")
    expect(panel).to_contain_text("photo.png is not what its name says: its content is text/plain")
    panel.locator("label").filter(has_text="Public").click()
    send(client, "photo.png", PNG)
    link = panel.get_by_role("link", name="photo.png")
    expect(link).to_be_visible()
    expect(panel.get_by_role("list")).to_contain_text("Public")
    with record.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes() == PNG
    assert download.value.suggested_filename == "photo.png"
    found = Axe().run(record)
    assert found.violations_count == 0, found.generate_report()
    panel.get_by_role("button", name="Remove photo.png").click()
    record.get_by_role("dialog").get_by_role("button", name="Remove the file").click()
    expect(panel).to_contain_text("No files yet")
    expect(client.section("Timeline")).to_contain_text("photo.png")


def test_one_watches_and_lets_a_team_watch(client: Client, record: Page) -> None:
    """The button says whether one watches; an account that there is not is refused."""
    record.expected_errors.append("404")  # type: ignore[attr-defined]
    panel = client.section("Watchers")
    panel.get_by_role("button", name="Watch", exact=True).click()
    expect(panel.get_by_role("button", name="Watching", exact=True)).to_have_attribute("aria-pressed", "true")
    panel.get_by_label("Let somebody watch").fill("team:Network")
    panel.get_by_role("button", name="Add").click()
    expect(panel.get_by_role("listitem").filter(has_text="Team Network")).to_be_visible()
    panel.get_by_label("Let somebody watch").fill("nobody-here")
    panel.get_by_role("button", name="Add").click()
    expect(panel).to_contain_text("nobody-here")
    panel.get_by_role("button", name="Stop Team Network watching").click()
    expect(panel.get_by_role("listitem")).to_have_count(1)
    panel.get_by_role("button", name="Watching", exact=True).click()
    expect(panel).to_contain_text("Nobody watches this record yet")
