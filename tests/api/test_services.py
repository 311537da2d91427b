"""One service over HTTP: what the board says of it, what of its footing is not known, and its map."""

from __future__ import annotations

import pytest

from api.layout import Shape, draw
from api.resources.services.one import coarser
from tests.api.conftest import Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")


def test_one_service_says_what_the_board_says_and_what_is_not_recorded(admin: Person) -> None:
    (row,) = admin.get("/services").get_json()["items"]
    one = admin.get("/services/pay").get_json()
    assert {name: one[name] for name in row} == row
    assert (one["name"], one["state"], one["failures_away"], one["single_points"]) == ("Payments", "ok", 1, 1)
    assert one["lacking"] == [{"key": "srv-a", "name": "web-a", "class": "server", "missing": ["powered_by"]}]
    assert one["unknown"] == 1
    assert one["hidden"] == 0


def test_a_service_is_found_by_its_name_and_in_the_past(admin: Person) -> None:
    assert admin.get("/services/Payments?as_of=2").get_json()["key"] == "pay"
    assert admin.patch("/cis/app", {"lifecycle": "maintenance"}, match="*").status_code == 200
    assert admin.get("/services/pay").get_json()["state"] == "down"
    assert admin.get("/services/pay?as_of=2").get_json()["state"] == "ok"


def test_the_map_shows_what_a_service_stands_on_in_layers(admin: Person) -> None:
    shown = admin.get("/services/pay/map").get_json()
    nodes = {each["key"]: each for each in shown["nodes"]}
    assert set(nodes) == {"pay", "app", "db-1", "db-2", "srv-a"}
    assert nodes["pay"]["service"]
    assert (nodes["srv-a"]["state"], nodes["db-2"]["state"]) == ("unknown", "ok")
    assert nodes["pay"]["y"] < nodes["app"]["y"] < nodes["db-1"]["y"] < nodes["srv-a"]["y"]
    assert {(each["from"], each["to"]) for each in shown["edges"]} == {
        ("pay", "app"), ("app", "db-1"), ("app", "db-2"), ("db-1", "srv-a"),
    }  # fmt: skip
    assert not any(each["failed"] for each in shown["nodes"])
    few = admin.get("/services/pay/map?max=2").get_json()
    assert [each["key"] for each in few["nodes"]] == ["app", "pay"]
    assert few["truncated"]


def test_a_large_map_groups_across_distances_before_it_leaves_anything_out() -> None:
    apart = [Shape("pay", "pay", "pay", "business_service", "ok", 0, service=True)]
    chain = [Shape(f"s{n}", f"s{n}", f"s{n}", "server", "ok", n) for n in range(1, 9)]
    assert coarser([*apart, *chain], 9) == [*apart, *chain]
    assert coarser([*apart, *chain, *chain], 10) == [*apart, *chain, *chain]
    drawn = draw(coarser([*apart, *chain], 3), (), layout="layers", most=3)
    assert ([(each.label, each.members) for each in drawn.shapes], drawn.hidden) == ([("pay", 1), ("server", 8)], 0)


def test_the_map_shows_each_ci_in_its_state_now(admin: Person) -> None:
    assert admin.patch("/cis/db-2", {"lifecycle": "maintenance"}, match="*").status_code == 200
    nodes = {each["key"]: each for each in admin.get("/services/pay/map").get_json()["nodes"]}
    assert (nodes["db-2"]["state"], nodes["app"]["state"], nodes["srv-a"]["state"]) == ("down", "at_risk", "unknown")


def test_who_sees_a_part_sees_that_part_of_a_service(sign_in: SignIn, admin: Person) -> None:
    retail = sign_in("rita", "engineer", scope="Retail")
    assert retail.get("/services/pay").status_code == 404
    assert retail.get("/services/pay/map").status_code == 404
    scoped = {"attributes": [{"name": "scope", "type": "text"}]}
    assert admin.put("/classes/business_service", scoped, headers={"If-Match": "*"}).status_code == 200
    assert admin.patch("/cis/pay", {"attributes": {"scope": "Bank"}}, match="*").status_code == 200
    bank = sign_in("bob", "engineer", scope="Bank")
    one, drawn = bank.get("/services/pay").get_json(), bank.get("/services/pay/map").get_json()
    assert (one["unknown"], one["lacking"], one["hidden"]) == (1, [], 1)
    assert ([each["key"] for each in drawn["nodes"]], drawn["hidden"]) == (["pay"], 4)
    assert "srv-a" not in str((one, drawn))


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/services/nix", 404, "nix"),
        ("/services/app", 422, "is no service"),
        ("/services/app/map", 422, "is no service"),
        ("/services/pay?as_of=99", 404, "no revision"),
        ("/services/pay/map?max=0", 422, "max"),
    ],
)
def test_what_is_no_service_is_refused_in_words(admin: Person, path: str, status: int, words: str) -> None:
    answer = admin.get(path)
    assert answer.status_code == status, answer.text
    assert words in answer.text
