"""Articles for agents: searched, suggested while somebody types, due for review, and as they were."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")


def written(person: Person, title: str, *, explains: str = "", publish: bool = True, **more: Any) -> str:
    links = {"links": {"explains": [explains]}} if explains else {}
    made = person.post("/articles", {"title": title, "attributes": {"text": "Do this.", **more}, **links})
    assert made.status_code == 201, made.text
    key = str(made.get_json()["key"])
    for step in ("submit", "publish") if publish else ():
        assert person.post(f"/articles/{key}/steps", {"step": step}).status_code == 200
    return key


def found(person: Person, path: str) -> list[str]:
    answer = person.get(f"/articles/{path}")
    assert answer.status_code == 200, answer.text
    return [each["key"] for each in answer.get_json()["items"]]


def test_articles_are_found_by_words_audience_and_state(admin: Person) -> None:
    for_all = written(admin, "VPN at home", audience="requesters")
    inner = written(admin, "VPN server", audience="agents")
    draft = written(admin, "VPN new", publish=False)
    assert found(admin, "search?q=vpn") == [for_all, inner]
    assert found(admin, "search?q=vpn&audience=agents") == [inner]
    assert found(admin, "search?q=vpn&state=draft") == [draft]
    first = admin.get("/articles/search?q=vpn&limit=1&total=true").get_json()
    assert (len(first["items"]), first["total"], first["items"][0]["matched"]) == (1, 2, ["vpn"])
    assert found(admin, f"search?q=vpn&limit=1&after={first['next']}") == [inner]
    assert admin.get("/articles/search?q=vpn&after=x").status_code == 422
    assert admin.get("/articles/search?state=lost").status_code == 422


def test_what_is_out_of_sight_is_not_found(admin: Person, sign_in: SignIn) -> None:
    retail = written(admin, "VPN in shops", scope="Retail")
    written(admin, "VPN in banks", scope="Bank")
    agent = sign_in("abe", "service_agent", scope="Retail")
    assert found(agent, "search?q=vpn") == [retail]
    assert found(agent, "suggest?title=vpn") == [retail]


def test_articles_about_the_ci_are_suggested(admin: Person) -> None:
    about = written(admin, "Restart", explains="db-1")
    fits = written(admin, "Payments is slow")
    written(admin, "Other", explains="srv-b")
    assert found(admin, "suggest?title=payments&cis=db-1") == [fits, about]
    assert found(admin, "suggest?cis=db-1,srv-b&limit=1") == [about]
    assert found(admin, "suggest?title=is") == []
    assert admin.get("/articles/suggest?cis=nothing").status_code == 404


def test_review_and_versions(admin: Person) -> None:
    later = written(admin, "a", review_on="2026-12-01")
    due = written(admin, "b", review_on="2026-11-22")
    assert found(admin, "review") == [due]
    assert found(admin, "review?until=2026-12-31") == [due, later]
    admin.post(f"/articles/{due}/steps", {"step": "revise"})
    shown = admin.get(f"/articles/{due}").get_json()
    admin.patch(f"/articles/{due}", {"attributes": {"text": "Do that."}}, shown["revision"])
    items = admin.get(f"/articles/{due}/versions").get_json()["items"]
    assert [each["text"] for each in items[:2]] == ["Do that.", "Do this."]
    assert items[0]["by"] == "root"
    assert admin.get("/articles/art-999999/versions").status_code == 404
