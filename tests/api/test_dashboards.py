"""Dashboards over HTTP: the product's by role, one's own, shared ones; what tiles show, and the tables behind them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.api.conftest import Clock, Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")

TILES: list[dict[str, Any]] = [
    {"measure": "backlog", "picture": "groups", "by": "team", "period": "7d", "target": 1},
    {"measure": "incident_resolution_time", "period": "7d"},
    {"measure": "reopen_rate", "picture": "value", "title": "=1+1"},
]
MINE: dict[str, Any] = {"title": "Mine", "tiles": TILES}


def made(person: Person, **more: Any) -> Any:
    answer = person.post("/dashboards", {**MINE, **more})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def titles(person: Person) -> list[str]:
    return [each["title"] for each in person.get("/dashboards").get_json()["items"] if not each["shipped"]]


def resolved(person: Person, clock: Clock, team: str, hours: float) -> str:
    """Open an incident of a team and resolve it after some hours."""
    key = person.post("/incidents", {"title": "x", "attributes": {"team": team}}).get_json()["key"]
    clock.forward(hours=hours)
    answer = person.post(f"/incidents/{key}/steps", {"step": "resolve", "attributes": {"resolution": "done"}})
    assert answer.status_code == 200, answer.text
    return str(key)


def test_each_role_begins_with_its_own(admin: Person, sign_in: SignIn) -> None:
    firsts = {}
    for role in ("service_agent", "change_manager", "asset_manager"):
        found = sign_in(role.replace("_", "-"), role).get("/dashboards").get_json()["items"]
        (firsts[role],) = [each["name"] for each in found if each["first"]]
        assert all(each["shipped"] and not each["alterable"] for each in found)
    assert firsts == {"service_agent": "service-desk", "change_manager": "change", "asset_manager": "assets"}
    for name in ("service-desk", "management", "change", "assets"):
        shown = admin.get(f"/dashboards/{name}/figures")
        assert shown.status_code == 200, shown.text
        assert len(shown.get_json()["items"]) == len(admin.get(f"/dashboards/{name}").get_json()["tiles"])
    assert admin.put("/dashboards/change", MINE, headers={"If-Match": "*"}).status_code == 404


def test_a_private_one_does_not_exist_for_others(sign_in: SignIn, admin: Person) -> None:
    sam, tom = sign_in("sam", "service_agent"), sign_in("tom", "service_agent")
    kept = made(sam)
    assert (kept["owner"], kept["audience"], kept["mine"], kept["alterable"]) == ("sam", "private", True, True)
    path = f"/dashboards/{kept['name']}"
    assert titles(sam) == ["Mine"]
    assert titles(tom) == titles(admin) == []
    for asked in (path, f"{path}/figures", f"{path}/tiles/0/table"):
        assert tom.get(asked).status_code == 404
    assert tom.put(path, MINE, headers={"If-Match": "*"}).status_code == 404
    assert tom.delete(path, kept["revision"]).status_code == 404
    assert sam.post("/dashboards", {**MINE, "audience": "everybody"}).status_code == 403
    assert admin.get(path).status_code == 200
    assert admin.delete(path, kept["revision"]).status_code == 204


def test_a_shared_one_is_seen_and_copied_but_altered_by_its_owner_only(sign_in: SignIn) -> None:
    mia, sam, ada = sign_in("mia", "change_manager"), sign_in("sam", "service_agent"), sign_in("ada", "asset_manager")
    kept = made(mia, audience="roles", roles=["service_agent"])
    path = f"/dashboards/{kept['name']}"
    assert (titles(sam), titles(ada)) == (["Mine"], [])
    seen = sam.get(path).get_json()
    assert (seen["mine"], seen["alterable"], seen["owner"]) == (False, False, "mia")
    assert sam.put(path, {**MINE, "title": "Sam's"}, headers={"If-Match": "*"}).status_code == 403
    assert sam.delete(path, kept["revision"]).status_code == 403
    copy = made(sam, title="Sam's", tiles=seen["tiles"])
    assert copy["owner"] == "sam"
    assert titles(sam) == ["Mine", "Sam's"]
    changed = mia.put(
        path, {**MINE, "title": "Ours", "audience": "everybody"}, headers={"If-Match": f'"{kept["revision"]}"'}
    )
    assert changed.get_json()["owner"] == "mia", changed.text
    assert (titles(ada), mia.put(path, MINE, headers={"If-Match": f'"{kept["revision"]}"'}).status_code) == (
        ["Ours"],
        412,
    )


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"tiles": [{"measure": "happiness"}]}, "tiles[0].measure"),
        ({"tiles": [{"measure": "backlog", "period": "soon"}]}, "tiles[0].period"),
        ({"tiles": [{"measure": "backlog", "picture": "groups"}]}, "tiles[0].by"),
        ({"tiles": [{"measure": "backlog", "group": "Desk"}]}, "tiles[0].group"),
        ({"audience": "roles"}, "roles"),
        ({"roles": ["service_agent"]}, "roles"),
        ({"audience": "roles", "roles": ["king"]}, "roles"),
        ({"title": " "}, "title"),
    ],
)
def test_what_cannot_be_shown_is_refused(admin: Person, more: dict[str, Any], where: str) -> None:
    refused = admin.post("/dashboards", {**MINE, **more})
    assert refused.status_code == 422, refused.text
    assert refused.get_json()["errors"][0]["where"].endswith(where)
    assert titles(admin) == []


def test_a_tile_shows_what_the_measure_says_and_its_table_goes_to_files(admin: Person, clock: Clock) -> None:
    for team, hours in (("Desk", 1), ("Desk", 3), ("Net", 5)):
        resolved(admin, clock, team, hours)
    admin.post("/incidents", {"title": "open", "attributes": {"team": "=Desk"}})
    clock.forward(minutes=1)
    path = f"/dashboards/{made(admin)['name']}"
    backlog, times, reopened = admin.get(f"{path}/figures").get_json()["items"]
    measured = admin.get("/measures/backlog?period=7d&by=team").get_json()["items"]
    assert backlog["items"] == [{**each, "target": 1} for each in measured]
    assert (backlog["whole"]["value"], backlog["every"], times["every"]) == (1, "", "day")
    assert times["whole"] == admin.get("/measures/incident_resolution_time?period=7d").get_json()["items"][0]
    assert times["whole"]["value"] == 3 * 3600
    assert [each["value"] for each in times["items"] if each["value"]] == [3 * 3600]
    assert (reopened["title"], reopened["items"]) == ("=1+1", [])

    told = admin.get(f"{path}/tiles/0/table")
    rows = list(csv.reader(io.StringIO(told.text)))
    assert told.headers["Content-Disposition"] == 'attachment; filename="backlog.csv"'
    assert rows[0] == ["team", "value", "unit", "target", "count", "why none"]
    assert rows[1][:2] == ["'=Desk", "1.0"]
    book = admin.get(f"{path}/tiles/1/table?format=xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.data)).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["from", "to", "value", "unit", "target", "count", "why none"]
    assert [row[2] for row in sheet[1:] if row[2] != ""] == [3 * 3600]
    assert book.data == admin.get(f"{path}/tiles/1/table?format=xlsx").data
    assert admin.get(f"{path}/tiles/3/table").status_code == 404
