"""Templates: declared with errors at their line, used where records are opened, a standard change with its tasks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.standard import standard_of
from tests.web.barriers import findings
from tests.web.conftest import Client
from tests.web.test_records import call

pytestmark = pytest.mark.browser

RESTART: dict[str, Any] = {
    "practice": "change",
    "label": "Restart a hypervisor",
    "about": "As every month.",
    "title": "Restart {host}",
    "fields": {"justification": "as every month"},
    "blanks": [{"id": "host", "label": "Which host?", "class": "hypervisor"}],
    "minutes": 45,
    "plan": {
        "kind": "standard",
        "edits": [],
        "down": [{"ci": "{host}", "minutes": 10}],
        "backout": "boot the kernel before",
        "tests": "it answers",
        "backout_minutes": 15,
    },
    "tasks": [{"id": "boot", "title": "Boot {host}"}],
}


def standard(page: Page, plan: dict[str, Any]) -> str:
    """Open a standard change from a template that makes a plan, and return its key."""
    name, template, start = standard_of(plan)
    assert call(page, "PUT", f"/templates/{name}", template, 0)["standard"] is True
    return str(call(page, "POST", f"/templates/{name}/records", {"start": start})["key"])


def test_a_standard_change_is_made_from_a_template(client: Client) -> None:
    """A fault is shown at its line; what is kept opens a change with plan and tasks from the new-change page."""
    client.page.expected_errors += ["404", "422"]  # type: ignore[attr-defined]
    page = client.open("/templates")
    expect(page.get_by_role("heading", name="No templates yet")).to_be_visible()
    page.get_by_role("textbox", name="Name of a new one").fill("restart")
    page.get_by_role("button", name="Declare it").click()
    document = page.get_by_role("textbox", name="Document")
    said = json.dumps(RESTART, indent=2)
    document.fill(said.replace('"justification"', '"justificatoin"'))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("justificatoin")
    line = said[: said.index('"justification"')].count("\n") + 1
    expect(page.get_by_role("button", name=f"Line {line}", exact=True)).to_be_visible()
    document.fill(said)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("definition").filter(has_text="approved beforehand")).to_be_visible()

    client.open("/changes/new")
    page.get_by_role("button", name="New from template").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("approved beforehand")
    dialog.get_by_role("button", name="Open it").click()
    expect(dialog).to_contain_text("Needed here.")
    dialog.get_by_label("Which host?").fill("esx-01")
    page.get_by_role("option").first.click()
    dialog.get_by_label("Window starts").fill("2036-12-05T22:00")
    dialog.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Restart")
    expect(page.get_by_text("Boot esx-01")).to_be_visible()
    expect(page.get_by_text("boot the kernel before").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_templates_has_a_barrier(client: Client, scheme: str) -> None:
    """Axe finds nothing on the list, a template, and the dialog that uses one."""
    client.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    page = client.open("/sources")
    assert call(page, "PUT", "/templates/restart", RESTART, 0)["standard"] is True
    assert findings(client, ("/templates", "/templates/restart", "/changes/new")) == []


def test_a_practice_without_templates_is_not_asked_for_them(client: Client) -> None:
    """The page of a new article asks for nothing that is refused; an incident's does ask."""
    asked: list[str] = []
    client.page.on("request", lambda request: asked.append(request.url.partition("/api/v1")[2]))
    page = client.open("/articles/new")
    expect(page.get_by_role("form")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [each for each in asked if "/templates" in each] == []
    client.open("/incidents/new")
    expect(page.get_by_role("form")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [each for each in asked if "/templates" in each] == ["/templates?practice=incident"]
