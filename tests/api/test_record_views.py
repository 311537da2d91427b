"""Views of lists over HTTP: one's own, shared ones, the one that a list opens with, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")

MINE: dict[str, Any] = {
    "title": "Network, oldest first",
    "practice": "incident",
    "q": "team:Network",
    "phase": "all",
    "sort": "opened_at",
    "columns": ["title", "category", "opened_at"],
}


def made(person: Person, **more: Any) -> Any:
    """Keep a view and return it."""
    answer = person.post("/record-views", {**MINE, **more})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def titles(person: Person, practice: str = "incident") -> list[str]:
    """Return the titles of the views that somebody sees."""
    return [each["title"] for each in person.get(f"/record-views?practice={practice}").get_json()["items"]]


def firsts(person: Person) -> list[str]:
    """Return the views with which somebody's lists open."""
    return [each["title"] for each in person.get("/record-views").get_json()["items"] if each["first"]]


def test_a_private_view_does_not_exist_for_others(sign_in: SignIn, admin: Person) -> None:
    sam, tom = sign_in("sam", "service_agent"), sign_in("tom", "service_agent")
    kept = made(sam)
    assert {name: kept[name] for name in MINE} == MINE
    assert (kept["owner"], kept["audience"], kept["mine"], kept["alterable"], kept["first"]) == (
        "sam", "private", True, True, False
    )  # fmt: skip
    path = f"/record-views/{kept['name']}"
    assert (titles(sam), titles(sam, "problem"), titles(tom)) == ([MINE["title"]], [], [])
    assert tom.get(path).status_code == 404
    assert tom.put(path, MINE, headers={"If-Match": "*"}).status_code == 404
    assert tom.put(f"{path}/first", None).status_code == 404
    assert tom.delete(path, kept["revision"]).status_code == 404
    assert sam.post("/record-views", {**MINE, "audience": "everybody"}).status_code == 403
    assert admin.delete(path, kept["revision"]).status_code == 204
    assert titles(sam) == []


def test_a_shared_view_is_altered_by_its_owner_only_and_nobody_overwrites_unseen(sign_in: SignIn) -> None:
    mia, sam, ada = sign_in("mia", "change_manager"), sign_in("sam", "service_agent"), sign_in("ada", "asset_manager")
    kept = made(mia, audience="roles", roles=["service_agent"])
    path, read = f"/record-views/{kept['name']}", {"If-Match": f'"{kept["revision"]}"'}
    assert (titles(sam), titles(ada)) == ([MINE["title"]], [])
    assert not sam.get(path).get_json()["alterable"]
    assert sam.put(path, MINE, headers=read).status_code == 403
    assert sam.delete(path, kept["revision"]).status_code == 403
    changed = mia.put(path, {**MINE, "title": "Ours", "audience": "everybody"}, headers=read)
    assert (changed.status_code, changed.get_json()["owner"]) == (200, "mia")
    assert titles(ada) == ["Ours"]
    late = mia.put(path, MINE, headers=read)
    assert (late.status_code, late.get_json()["current"]["title"]) == (412, "Ours")


def test_a_list_opens_with_one_view_a_practice_a_person(sign_in: SignIn) -> None:
    mia, sam = sign_in("mia", "change_manager"), sign_in("sam", "service_agent")
    ours = made(mia, title="Ours", audience="everybody")
    own, other = made(sam, title="Own"), made(sam, title="Problems", practice="problem", columns=[])
    for view in (own, other, ours):
        assert sam.put(f"/record-views/{view['name']}/first", None).status_code == 204
    assert (firsts(sam), firsts(mia)) == (["Ours", "Problems"], [])
    assert sam.delete(f"/record-views/{own['name']}/first").status_code == 204
    assert firsts(sam) == ["Ours", "Problems"]
    assert sam.delete(f"/record-views/{ours['name']}/first").status_code == 204
    assert firsts(sam) == ["Problems"]
    assert sam.delete(f"/record-views/{other['name']}", other["revision"]).status_code == 204
    assert firsts(sam) == []


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"practice": "wish"}, "practice"),
        ({"q": "team:"}, "query"),
        ({"sort": "nonsense"}, "sort"),
        ({"columns": ["title", "tittle"]}, "columns"),
        ({"phase": "soon"}, "phase"),
        ({"audience": "roles"}, "roles"),
        ({"title": " "}, "title"),
        ({"tiles": []}, "tiles"),
    ],
)
def test_what_no_list_could_show_is_refused(admin: Person, more: dict[str, Any], where: str) -> None:
    refused = admin.post("/record-views", {**MINE, **more})
    assert refused.status_code == 422, refused.text
    assert refused.get_json()["errors"][0]["where"].endswith(where)
    assert titles(admin) == []


def test_a_view_outlives_the_field_that_it_names(admin: Person) -> None:
    """The view is still there to be altered, and the list says what it cannot read."""
    fields: dict[str, Any] = {"fields": [{"name": "seat", "label": "Seat", "type": "text"}]}
    kept = admin.put("/record-fields/incident", fields, headers={"If-Match": '"0"'}).get_json()
    view = made(admin, q="seat:4B", columns=["title", "seat"])
    gone = admin.put("/record-fields/incident", {"fields": []}, headers={"If-Match": f'"{kept["revision"]}"'})
    assert gone.status_code == 200, gone.text
    assert admin.get(f"/record-views/{view['name']}").get_json()["q"] == "seat:4B"
    assert admin.get("/incidents?q=seat:4B").status_code == 422
