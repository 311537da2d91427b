"""What a list of records offers to whoever works through it: columns, files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.barriers import findings
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser


@pytest.fixture
def queue(client: Client) -> Client:
    """Return the client with three incidents of two teams."""
    page = client.open("/sources")
    for title, team in (("Mail is slow", "Desk"), ("Switch is loud", "Net"), ("Labels come out blank", "Desk")):
        body = {"title": title, "attributes": {"team": team, "category": "hardware", "urgency": 2}}
        assert "key" in call(page, "POST", "/incidents", body)
    return client


def test_the_file_is_the_list_as_it_is_shown(queue: Client, tmp_path: Path) -> None:
    """The query, the order and a column that is chosen stand in the address and in the file."""
    page = queue.open("/incidents?q=team:Desk&sort=-key")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="Category", exact=True).check()
    page.get_by_role("checkbox", name="Assignee", exact=True).uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader", name="Category")).to_be_visible()
    heads = page.get_by_role("columnheader").all_inner_texts()
    assert "Assignee" not in heads
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as made:
        page.get_by_role("menuitem", name="As CSV").click()
    assert made.value.suggested_filename == "incidents.csv"
    made.value.save_as(tmp_path / "made.csv")
    with (tmp_path / "made.csv").open() as file:
        rows = list(csv.reader(file))
    assert rows[0] == heads
    assert [row[heads.index("Key")] for row in rows[1:]] == ["inc-000003", "inc-000001"]
    assert [row[heads.index("Category")] for row in rows[1:]] == ["hardware", "hardware"]
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as made:
        page.get_by_role("menuitem", name="As XLSX").click()
    assert made.value.suggested_filename == "incidents.xlsx"
    assert findings(queue, ("/incidents?cols=key,category",)) == []
