"""Weak points over HTTP: the ranking, its job, the single points of a service; each within the sight of who asks."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from api.resources.weak_points import service
from cmdb import weak_points
from cmdb.store.port import Store
from importers.graph_document import GRAPH_DOCUMENT
from importers.observation import InputFile
from importers.run import Request, import_files
from tests.api.conftest import Clock, Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")


def test_the_ranking_with_its_gain(admin: Person) -> None:
    answer = admin.get("/weak-points?top=5&down=db-2").get_json()
    assert [(each["key"], each["services"]) for each in answer["items"]] == [
        ("app", ["pay"]),
        ("db-1", ["pay"]),
        ("srv-a", ["pay"]),
    ]
    assert answer["items"][0]["score"] == 65.3
    assert answer["items"][2]["gain"] == {"single_points": 1, "pairs": 1, "score": 65.3}
    assert answer["items"][1]["gain"]["single_points"] == 2
    assert (answer["total"], answer["services"], answer["down"], answer["next"]) == (3, 1, [], None)
    assert answer["names"] == {"pay": "Payments"}
    short = admin.get("/weak-points?top=1&gain=0&down=db-2").get_json()
    assert [each["gain"] for each in short["items"]] == [None]
    assert short["total"] == 3


SITES = {
    "faultline": 1,
    "cis": [
        {"key": "zrh", "class": "site", "name": "Zurich"},
        {"key": "brn", "class": "site", "name": "Bern"},
        {"key": "web", "class": "business_service", "name": "Web", "attributes": {"criticality": 1}},
    ],
    "relations": [
        {"from": "srv-a", "type": "located_in", "to": "zrh"},
        {"from": "srv-b", "type": "located_in", "to": "brn"},
        {"from": "web", "type": "depends_on", "to": "srv-b"},
    ],
}


def test_the_ranking_narrowed_by_class_site_and_service(admin: Person, store: Store, clock: Clock) -> None:
    sites = InputFile("sites.json", json.dumps(SITES).encode())
    import_files(store, Request(GRAPH_DOCUMENT, [sites], "sites", "facilities", "sites-1"), now=clock)
    answer = admin.get("/weak-points?down=db-2").get_json()
    assert [each["key"] for each in answer["items"]] == ["srv-a", "zrh", "app", "db-1", "brn", "srv-b"]
    assert answer["factors"]["pay"] == {"score": 65.3, "severity": 1.0, "criticality": 16.0, "users": 4.079543}
    assert answer["facets"]["site"] == [
        {"value": "zrh", "label": "Zurich", "count": 5},
        {"value": "brn", "label": "Bern", "count": 2},
    ]
    assert [(each["label"], each["count"]) for each in answer["facets"]["service"]] == [("Payments", 4), ("Web", 4)]
    assert {each["value"]: each["count"] for each in answer["facets"]["class"]}["site"] == 2
    bern = admin.get("/weak-points?down=db-2&site=Bern&class=server").get_json()
    assert [each["key"] for each in bern["items"]] == ["srv-b"]
    assert (bern["total"], bern["matching"]) == (6, 1)
    assert bern["facets"]["class"] == [
        {"value": "server", "label": "Server", "count": 1},
        {"value": "site", "label": "Site", "count": 1},
    ]
    pay = admin.get("/weak-points?down=db-2&service=pay&class=server,site").get_json()
    assert [each["key"] for each in pay["items"]] == ["srv-a", "zrh"]
    assert [each["key"] for each in admin.get("/weak-points?down=db-2&ci=zrh&gain=1").get_json()["items"]] == ["zrh"]
    assert admin.get("/weak-points?class=sever").status_code == 404
    assert "server" in admin.get("/weak-points?class=sever").text
    assert admin.get("/weak-points?site=Basel").status_code == 404


def test_the_single_points_of_a_service_with_their_proofs(admin: Person) -> None:
    answer = admin.get("/services/pay/single-points?down=db-2").get_json()
    assert (answer["service"], answer["spofs"], answer["failures_away"]) == ("pay", ["app", "db-1", "srv-a"], 1)
    points = {point["key"]: point for point in answer["points"]}
    assert points["srv-a"]["hops"] == 3
    said = [step["sentence"] for step in points["srv-a"]["steps"]]
    assert said == [
        "Payments is DOWN: needs pay-app",
        "pay-app is DOWN: 2 of 2 db down, needs 1: db-2, db-1",
        "db-1 is DOWN: needs web-a",
    ]
    assert admin.get("/services/pay/single-points?proofs=0").get_json()["points"][0]["steps"] == []
    assert admin.get("/services/pay/single-points?immune=app").get_json()["failures_away"] == "more than 1"
    down = admin.get("/services/pay/single-points?down=app").get_json()
    assert (down["spofs"], down["failures_away"], down["reason"]) == ([], 0, "it is DOWN anyway")


def test_every_service_in_one_list(admin: Person) -> None:
    answer = admin.get("/weak-points/services").get_json()
    assert [(each["service"], each["spofs"]) for each in answer["items"]] == [("pay", ["app"])]


def test_who_sees_a_part_is_told_how_much_is_hidden(sign_in: SignIn, admin: Person) -> None:
    bank = sign_in("bob", "engineer", scope="Bank")
    answer = bank.get("/services/web-b/single-points").get_json()
    assert (answer["service"], answer["spofs"], answer["hidden"], answer["failures_away"]) == ("srv-b", [], 1, 1)
    assert "srv-a" not in str(answer)
    assert admin.get("/services/web-b/single-points").get_json()["spofs"] == ["srv-a"]
    assert bank.get("/services/pay/single-points").status_code == 404
    assert bank.get("/weak-points?down=db-1").status_code == 404
    assert bank.get("/weak-points/services").get_json()["items"] == []
    assert admin.patch("/cis/db-2", {"lifecycle": "maintenance"}, match="*").status_code == 200
    assert [each["key"] for each in admin.get("/weak-points").get_json()["items"]] == ["app", "db-1", "srv-a"]
    retail = sign_in("rita", "engineer", scope="Retail").get("/weak-points").get_json()
    assert [(each["key"], each["services"], each["hidden"]) for each in retail["items"]] == [("srv-a", [], 1)]
    assert (retail["hidden"], retail["names"]) == (2, {})
    assert retail["items"][0]["sentence"].startswith("alone takes 1 service DOWN")


def test_a_large_estate_is_ranked_by_a_job(admin: Person, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    direct = admin.get("/weak-points?gain=1&class=application").get_json()
    monkeypatch.setattr(service, "MOST_AT_ONCE", 3)
    refused = admin.get("/weak-points")
    assert refused.status_code == 422
    assert "too large" in refused.text
    queued = admin.post("/weak-points", {"gain": 1, "class": "application"}, headers={"Idempotency-Key": "rank-1"})
    assert queued.status_code == 202, queued.text
    assert app.extensions["faultline"].jobs.run_pending() == 1
    job = admin.get(f"/jobs/{queued.get_json()['id']}").get_json()
    assert (job["kind"], job["state"]) == ("weak_points.rank", "done")
    assert job["result"] == direct
    assert weak_points.MOST_AT_ONCE == 100_000


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/weak-points?top=0", 422, "top"),
        ("/weak-points?down=nix", 404, "no CI"),
        ("/weak-points?down=app&immune=app", 422, "immune and failing"),
        ("/services/nix/single-points", 404, "no CI"),
        ("/services/pay/single-points?as_of=99", 404, "no revision"),
        ("/weak-points?tops=3", 422, "did you mean top"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(admin: Person, path: str, status: int, words: str) -> None:
    answer = admin.get(path)
    assert answer.status_code == status, answer.text
    assert words in answer.text


def test_a_requester_asks_nothing(sign_in: SignIn) -> None:
    rea = sign_in("rea", "requester")
    assert rea.get("/weak-points").status_code == 403
    assert rea.get("/services/pay/single-points").status_code == 403
    assert rea.post("/weak-points", {}).status_code == 403
