"""The engineer's pages: the list of CIs, one CI, a new one."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Client

pytestmark = pytest.mark.browser


def test_the_list_is_filtered_by_facets_and_query(client: Client) -> None:
    """A facet writes its condition into the query, and the address holds it."""
    page = client.open("/cis")
    page.get_by_role("button", name="Virtual machine 3").click()
    expect(page.get_by_role("link", name="vm-pay")).to_be_visible()
    expect(page.get_by_role("link", name="core-sw-1")).to_have_count(0)
    assert client.query()["q"] == "class:virtual_machine"
    page.get_by_role("button", name="Clear the query").click()
    expect(page.get_by_role("link", name="core-sw-1")).to_be_visible()


def test_the_query_completes_and_points_at_its_error(client: Client) -> None:
    """Suggestions while typing; a word that means nothing is underlined."""
    client.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = client.open("/cis")
    query = page.get_by_role("textbox", name="Query")
    query.fill("envi")
    page.get_by_role("option", name="environment:").first.click()
    expect(query).to_have_value("environment:")
    query.fill("no_such_field:1")
    query.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("no_such_field")


def test_columns_sort_and_export(client: Client) -> None:
    """The file holds exactly the rows and columns that are shown."""
    page = client.open("/cis?q=class:hypervisor&cols=name,serial&sort=-name")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    assert download.value.path().read_text().splitlines() == ["Name,Serial number", "esx-02,CZ200", "esx-01,CZ100"]


def test_a_view_is_saved_and_opened_again(client: Client) -> None:
    """A saved view brings its query back."""
    page = client.open("/cis?q=class:switch")
    page.get_by_role("button", name="Views").click()
    page.get_by_label("Name of the view").fill("Network")
    page.get_by_role("button", name="Save this view").click()
    client.open("/cis")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="Network", exact=True).click()
    expect(page.get_by_role("textbox", name="Query")).to_have_value("class:switch")


def test_a_value_is_edited_and_restored(client: Client) -> None:
    """A wrong value is refused beside its field; a good one is saved, shown in the timeline, and taken back there."""
    client.page.expected_errors.append("422")  # type: ignore[attr-defined]
    page = client.open("/cis/pay")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_label("Criticality").fill("9")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Criticality")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Criticality").fill("4")
    page.get_by_label("Why (shown in the timeline)").fill("fewer depend on it")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("tab", name="Timeline").click()
    first = page.get_by_role("article").first
    expect(first).to_contain_text("fewer depend on it")
    first.get_by_role("button", name="Restore this value").click()
    expect(page.get_by_role("article").first).to_contain_text("Restore this value: Criticality")


def test_unsaved_work_outlives_a_reload(client: Client) -> None:
    """What was typed is still there."""
    page = client.open("/cis/pay")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_label("Owner").fill("Cleo Park")
    page.reload()
    expect(page.get_by_label("Owner")).to_have_value("Cleo Park")


def test_who_came_second_sees_both_versions(client: Client) -> None:
    """A save on top of somebody else's asks, and keeps what was chosen."""
    client.page.expected_errors.append("412")  # type: ignore[attr-defined]
    page = client.open("/cis/pay")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_label("Owner").fill("Mine")
    page.evaluate(
        """async () => {
            const session = await (await fetch("/api/v1/session")).json();
            const before = await fetch("/api/v1/cis/pay");
            await fetch("/api/v1/cis/pay", {
                method: "PATCH",
                headers: {
                    "Content-Type": "application/json",
                    "X-CSRF-Token": session.csrf,
                    "If-Match": before.headers.get("ETag"),
                },
                body: JSON.stringify({ attributes: { owner: "Theirs" } }),
            });
        }"""
    )
    page.get_by_role("button", name="Save").click()
    conflict = page.get_by_role("alert", name="Somebody else saved first")
    expect(conflict).to_contain_text("Theirs")
    conflict.get_by_role("button", name="Save my choice").click()
    expect(page.get_by_role("definition").filter(has_text="Mine").first).to_be_visible()


def test_a_relation_is_added_and_removed(client: Client) -> None:
    """In place, both ways."""
    page = client.open("/cis/shop-app?tab=relations")
    page.get_by_role("button", name="Add a relation").click()
    page.get_by_role("textbox", name="Other CI").fill("orders-db-1")
    page.get_by_role("option", name="orders-db-1").click()
    page.get_by_role("button", name="Save").click()
    link = page.get_by_role("link", name="orders-db-1")
    expect(link).to_be_visible()
    page.get_by_role("button", name="Edit: depends on orders-db-1").click()
    page.get_by_role("menuitem", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(link).to_have_count(0)


def test_a_new_ci_is_created(client: Client) -> None:
    """Its class decides the fields; its page opens on the relations that it still lacks."""
    page = client.open("/new-ci?class=database")
    page.get_by_label("Name", exact=False).first.fill("ledger-db")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", name="ledger-db")).to_be_visible()
    expect(page.get_by_role("tab", name="Relations 0")).to_have_attribute("aria-selected", "true")


def test_the_past_is_shown_and_cannot_be_changed(client: Client) -> None:
    """As of the first revision the later value is gone, and so is every way to edit."""
    page = client.open("/cis/sw-1")
    expect(page.get_by_text("firmware 9.2").first).to_be_visible()
    client.open("/cis/sw-1?as_of=1")
    expect(page.get_by_text("You are looking at the past: revision 1")).to_be_visible()
    expect(page.get_by_text("firmware 9.2")).to_have_count(0)
    expect(page.get_by_role("button", name="Edit", exact=True)).to_have_count(0)
    page.get_by_role("link", name="CIs", exact=True).click()
    page.wait_for_url("**/cis?**")
    assert client.query()["as_of"] == "1"
