"""Questions about impact over HTTP: the answer, its proof, the map, what changed, the board of services."""

from __future__ import annotations

import pytest

from tests.api.conftest import Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")
BOTH = {"failures": [{"ci": "db-1"}, {"ci": "db-2"}]}
ONE = {"failures": [{"ci": "db-1"}]}


def test_the_answer_has_the_shape_that_others_rely_on(admin: Person) -> None:
    answer = admin.post("/impact", BOTH).get_json()
    assert admin.get("/impact?ci=db-1,db-2").get_json() == answer
    states = {each["key"]: (each["state"], each["hops"]) for each in answer["cis"]}
    assert states == {"db-1": ("down", 0), "db-2": ("down", 0), "app": ("down", 1), "pay": ("down", 2)}
    because = next(each for each in answer["cis"] if each["key"] == "app")["because"][0]
    assert {"group": "db", "rule": "min_up 1", "up": 0, "of": 2, "failed": ["db-1", "db-2"]}.items() <= because.items()
    assert answer["headline"]
    assert answer["names"]["app"] == "pay-app"
    assert answer["revision"] == admin.get("/revision").get_json()["revision"]


def test_redundancy_used_up_is_at_risk(admin: Person) -> None:
    answer = admin.post("/impact", ONE).get_json()
    assert [each["key"] for each in answer["cis"]] == ["db-1"]
    assert [(each["key"], each["left"]) for each in answer["at_risk"]] == [("app", ["db-2"])]


def test_a_plan_is_laid_over_the_graph_and_nothing_is_written(admin: Person) -> None:
    before = admin.get("/revision").get_json()
    plan = {"edits": [{"op": "unrelate", "from": "app", "type": "depends_on", "to": "db-2", "group": "db"}]}
    answer = admin.post("/impact", {**ONE, "plan": plan}).get_json()
    assert "app" in [each["key"] for each in answer.get("cis", [])], answer
    assert admin.get("/revision").get_json() == before


def test_why_and_why_not_are_said_in_sentences(admin: Person) -> None:
    proof = admin.post("/impact/explain", {**BOTH, "ci": "pay"}).get_json()
    assert [each["key"] for each in proof["steps"]] == ["pay", "app", "db-1", "db-2"]
    assert proof["steps"][1]["sentence"] == "pay-app is DOWN: 2 of 2 db down, needs 1: db-1, db-2"
    assert proof["evidence"] is None
    relation = next(each for each in admin.get("/cis/app").get_json()["relations"] if each["to"] == "db-1")
    assert admin.patch(f"/relations/{relation['id']}", {"confidence": 0.4}, match="*").status_code == 200
    weakest = admin.post("/impact/explain", {**BOTH, "ci": "pay"}).get_json()["evidence"]
    assert weakest["relation"]["id"] == relation["id"]
    assert weakest["sentence"] == "pay-app depends on db-1: confidence 40 %, never verified"
    up = admin.post("/impact/why-not", {**ONE, "ci": "pay-app"}).get_json()
    assert (up["key"], up["state"]) == ("app", "ok")
    assert up["sentences"] == ["1 of 2 db still up"]


@pytest.mark.parametrize("layout", ["rings", "layers"])
def test_the_map_is_placed_and_the_same_each_time(admin: Person, layout: str) -> None:
    asked = {**BOTH, "layout": layout}
    shown = admin.post("/impact/map", asked).get_json()
    assert shown == admin.post("/impact/map", asked).get_json()
    assert {each["key"] for each in shown["nodes"]} == {"db-1", "db-2", "app", "pay"}
    assert len({(each["x"], each["y"]) for each in shown["nodes"]}) == 4
    assert all(each["carries"] for each in shown["edges"])
    small = admin.post("/impact/map", {**asked, "max": 1}).get_json()
    assert (len(small["nodes"]), small["truncated"], small["hidden"]) == (1, True, 3)


@pytest.mark.parametrize(("form", "words"), [("text", "■ pay-app"), ("mermaid", "flowchart"), ("csv", "app,pay-app")])
def test_the_answer_as_text(admin: Person, form: str, words: str) -> None:
    answer = admin.post("/impact/text", {**BOTH, "format": form})
    assert answer.mimetype == "text/plain"
    assert words in answer.text


def test_what_changed_below_is_listed_newest_first(admin: Person) -> None:
    admin.patch("/cis/db-1", {"attributes": {"version": "14"}, "reason": "patch night"}, match="*")
    admin.patch("/cis/srv-b", {"attributes": {"os": "x"}}, match="*")
    body = {"title": "It hangs", "links": {"affects": ["db-1"]}, "attributes": {}}
    assert admin.post("/incidents", body).status_code == 201  # a record about a CI is no change of it
    found = admin.post("/impact/recent-changes", {"cis": ["pay"], "hours": 1}).get_json()["items"]
    assert (found[0]["key"], found[0]["hops"], found[0]["reason"]) == ("db-1", 2, "patch night")
    assert "srv-b" not in [each["key"] for each in found]


def test_needs_and_paths(admin: Person) -> None:
    assert [each["key"] for each in admin.get("/needs?ci=pay").get_json()["cis"]] == ["app", "db-1", "db-2", "srv-a"]
    path = admin.get("/paths?from=pay&to=db-1").get_json()["paths"][0]
    assert path["keys"] == ["pay", "app", "db-1"]
    assert path["sentence"].startswith("Payments")


def board(admin: Person) -> dict[str, object]:
    (found,) = admin.get("/services").get_json()["items"]
    return {name: found[name] for name in ("state", "failures_away", "single_points", "at_risk", "none_to_spare")}


def test_the_board_shows_each_service(admin: Person) -> None:
    (found,) = admin.get("/services").get_json()["items"]
    assert (found["key"], found["stands_on"], found["changed_24h"]) == ("pay", 4, 5)
    assert board(admin) == {
        "state": "ok", "failures_away": 1, "single_points": 1, "at_risk": 0, "none_to_spare": 0,
    }  # fmt: skip


def test_redundancy_is_at_risk_only_where_something_has_used_it_up(admin: Person) -> None:
    for each in admin.get("/cis/app").get_json()["relations"]:
        if each["group"] == "db":
            assert admin.patch(f"/relations/{each['id']}", {"weight": 60}, match="*").status_code == 200
    admin.patch("/cis/app", {"groups": {"db": {"demand": 100}}}, match="*")
    by_design = board(admin)
    assert (by_design["at_risk"], by_design["none_to_spare"], by_design["single_points"]) == (0, 1, 4)
    admin.patch("/cis/app", {"groups": {"db": {"min_up": 1}}}, match="*")
    assert (board(admin)["at_risk"], board(admin)["none_to_spare"]) == (0, 0)
    admin.patch("/cis/db-1", {"lifecycle": "maintenance"}, match="*")
    used_up = board(admin)
    assert (used_up["state"], used_up["at_risk"], used_up["none_to_spare"]) == ("ok", 1, 1)
    assert (used_up["failures_away"], used_up["single_points"]) == (1, 2)
    admin.patch("/cis/db-2", {"lifecycle": "maintenance"}, match="*")
    assert (board(admin)["state"], board(admin)["failures_away"], board(admin)["at_risk"]) == ("down", 0, 0)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"failures": [{"ci": "nix"}]}, 404, "no CI"),
        ({**ONE, "immune": [{"ci": "db-1"}]}, 422, "immune and failing"),
        ({"failures": [{"ci": "db-1", "state": "broken"}]}, 422, "Must be one of"),
        ({**ONE, "as_of": "99"}, 404, "no revision"),
        ({**ONE, "depth": -1}, 422, "depth"),
        ({**ONE, "plan": {"edits": [{"op": "fly"}]}}, 422, "no known operation"),
        ({"failure": []}, 422, "did you mean failures"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(admin: Person, body: object, status: int, words: str) -> None:
    answer = admin.post("/impact", body)
    assert answer.status_code == status, answer.text
    assert words in answer.text


def test_a_board_member_asks_and_a_requester_does_not(sign_in: SignIn) -> None:
    assert sign_in("bo", "board_member").post("/impact", ONE).status_code == 200
    assert sign_in("rea", "requester").post("/impact", ONE).status_code == 403


def test_what_is_in_maintenance_is_said_to_be_down_already(admin: Person) -> None:
    assert admin.patch("/cis/db-1", {"lifecycle": "maintenance"}, match="*").status_code == 200
    answer = admin.post("/impact", {"failures": [{"ci": "db-2"}]}).get_json()
    assert {each["key"] for each in answer["cis"] if each.get("already")} == {"db-1"}
    proof = admin.post("/impact/explain", {"failures": [{"ci": "db-2"}], "ci": "pay"}).get_json()
    said = {each["key"]: each["sentence"] for each in proof["steps"]}
    assert said["db-1"] == "db-1 is DOWN: in maintenance already"
    assert said["db-2"] == "db-2 is DOWN: fails by itself"
    text = admin.post("/impact/text", {"failures": [{"ci": "db-2"}], "format": "text"}).text
    assert "■ db-1 [database]: DOWN (already DOWN)" in text
