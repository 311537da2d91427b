"""Cut sets and availability over HTTP, within the sight of who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.jobs import Work
from api.resources.availability import service
from cmdb.availability import Effort
from tests.api.conftest import Person, SignIn

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.usefixtures("estate")


def test_the_minimal_cut_sets_of_a_service(admin: Person) -> None:
    answer = admin.get("/services/pay/cut-sets").get_json()
    assert answer["cut_sets"] == [["app"], ["db-1", "db-2"], ["db-2", "srv-a"]]
    assert (answer["service"], answer["order"], answer["complete"], answer["failures_away"]) == ("pay", 3, True, 1)
    assert answer["counts"] == {"1": 1, "2": 2}
    assert answer["names"]["srv-a"] == "web-a"
    one = admin.get("/services/pay/cut-sets?order=1").get_json()
    assert (one["cut_sets"], one["order"], one["complete"]) == ([["app"]], 1, False)
    cut = admin.get("/services/pay/cut-sets?limit=2").get_json()
    assert (len(cut["cut_sets"]), cut["truncated"], cut["complete"]) == (2, True, False)


def test_what_is_down_already_is_in_no_set(admin: Person) -> None:
    answer = admin.get("/services/pay/cut-sets?down=db-2").get_json()
    assert answer["cut_sets"] == [["app"], ["db-1"], ["srv-a"]]
    down = admin.get("/services/pay/cut-sets?down=app").get_json()
    assert (down["cut_sets"], down["order"], down["failures_away"]) == ([], 0, 0)
    assert down["reason"] == "it is DOWN already"
    immune = admin.get("/services/pay/cut-sets?immune=app").get_json()
    assert (immune["cut_sets"], immune["failures_away"]) == ([], None)


def test_what_a_change_leaves_between_a_service_and_an_outage(admin: Person, sign_in: SignIn, app: Flask) -> None:
    """Its plan is laid over the graph and what it takes down is DOWN; nothing is written."""
    plan = {
        "faultline_change": 1,
        "title": "Patch db-2",
        "window": {"start": "2026-12-05T22:00:00Z", "end": "2026-12-06T02:00:00Z"},
        "edits": [{"op": "relate", "from": "pay", "type": "depends_on", "to": "srv-b"}],
        "down": [{"ci": "db-2"}],
    }
    change = admin.post("/changes/draft", plan).get_json()["key"]
    meanwhile = admin.get(f"/services/pay/cut-sets?change={change}").get_json()
    assert meanwhile["cut_sets"] == [["app"], ["db-1"], ["srv-a"], ["srv-b"]]
    assert meanwhile["scenario"]["plan"] == "Patch db-2"
    assert admin.get("/services/pay/cut-sets").get_json()["cut_sets"] == [["app"], ["db-1", "db-2"], ["db-2", "srv-a"]]
    points = admin.get(f"/services/pay/single-points?change={change}").get_json()
    assert {each["key"] for each in points["points"]} == {"app", "db-1", "srv-a", "srv-b"}
    tree = admin.get(f"/services/pay/fault-tree?change={change}").get_json()
    assert "srv-b" in {each["key"] for each in tree["events"]}
    assert admin.get(f"/services/pay/availability?change={change}").status_code == 200
    assert admin.get("/services/pay/cut-sets?change=chg-999999").status_code == 404
    for name in ("cut-sets", "availability"):
        headers = {"Idempotency-Key": f"{name} during"}
        queued = admin.post(f"/services/pay/{name}", {"change": change}, headers=headers)
        assert app.extensions["faultline"].jobs.run_pending() == 1
        job = admin.get(f"/jobs/{queued.get_json()['id']}").get_json()
        assert job["state"] == "done", job
        assert job["result"] == admin.get(f"/services/pay/{name}?change={change}").get_json()
        headers = {"Idempotency-Key": f"{name} of none"}
        assert admin.post(f"/services/pay/{name}", {"change": "chg-999999"}, headers=headers).status_code == 404
    scoped = sign_in("scoped-agent", "service_agent", scope="Retail")
    assert scoped.get(f"/services/pay/cut-sets?change={change}").status_code in (403, 404)


def test_a_change_whose_edits_conflict_is_asked_of_what_it_takes_down_with_the_conflict_named(
    admin: Person, app: Flask
) -> None:
    """As its own judgement does: by each question and by a job, also by one that was queued before."""
    plan = {
        "faultline_change": 1,
        "title": "Upgrade db-2",
        "edits": [
            {"op": "set", "ci": "db-1", "attributes": {"version": {"was": "13.2", "to": "15.1"}}},
            {"op": "relate", "from": "pay", "type": "depends_on", "to": "srv-b"},
        ],
        "down": [{"ci": "db-2"}],
    }
    change = admin.post("/changes/draft", plan).get_json()["key"]
    assert admin.get(f"/services/pay/cut-sets?change={change}").get_json()["not_laid"] == []
    headers = {"Idempotency-Key": "queued before it conflicts"}
    queued = admin.post("/services/pay/cut-sets", {"change": change}, headers=headers).get_json()["id"]
    assert admin.patch("/cis/db-1", {"attributes": {"version": "14.0"}}, "*").status_code == 200

    (conflict,) = admin.get(f"/changes/{change}/assessment").get_json()["not_laid"]
    assert conflict.startswith("db-1 version: ")
    assert conflict.endswith("planned from 13.2 to 15.1, now 14.0")
    alone = admin.get("/services/pay/cut-sets?down=db-2").get_json()
    found = admin.get(f"/services/pay/cut-sets?change={change}").get_json()
    assert (found["not_laid"], found["cut_sets"]) == ([conflict], alone["cut_sets"])
    assert found["cut_sets"] == [["app"], ["db-1"], ["srv-a"]]
    for name in ("single-points", "availability", "fault-tree"):
        answer = admin.get(f"/services/pay/{name}?change={change}")
        assert (answer.status_code, answer.get_json().get("not_laid")) == (200, [conflict]), name
    assert app.extensions["faultline"].jobs.run_pending() == 1
    job = admin.get(f"/jobs/{queued}").get_json()
    assert (job["state"], job["result"]) == ("done", found)


def test_the_availability_of_a_service(admin: Person) -> None:
    for key, figure in (("app", 0.01), ("db-1", 0.1), ("db-2", 0.2), ("srv-a", 0.0)):
        said = admin.patch(f"/cis/{key}", {"attributes": {"unavailability": figure}}, match="*")
        assert said.status_code == 200, said.text
    answer = admin.get("/services/pay/availability").get_json()
    assert answer["method"] == "exact"
    assert answer["unavailability"] == pytest.approx(1 - 0.99 * 0.98)
    assert answer["interval"] == [answer["unavailability"]] * 2
    assert answer["minutes_a_year"] == pytest.approx(answer["unavailability"] * 525_960)
    first = answer["importance"][0]
    assert (first["key"], first["birnbaum"]) == ("db-1", pytest.approx(0.99 * 0.2))
    assert (answer["contributors"], answer["without_figure"]) == (3, 0)
    assert answer["meets_target"] is None
    assert admin.get("/services/pay/availability?target=0.97").get_json()["meets_target"] is True
    assert admin.get("/services/pay/availability?target=0.98").get_json()["meets_target"] is False
    worse = admin.get("/services/pay/availability?down=db-1").get_json()
    assert worse["unavailability"] == pytest.approx(1 - 0.99 * 0.8)
    # srv-a is declared never to fail by itself, so it stands in no set any more.
    assert admin.get("/services/pay/cut-sets").get_json()["cut_sets"] == [["app"], ["db-1", "db-2"]]


def test_who_sees_a_part_is_told_how_much_is_hidden(sign_in: SignIn, admin: Person) -> None:
    bank = sign_in("bob", "engineer", scope="Bank")
    answer = bank.get("/services/web-b/cut-sets").get_json()
    assert (answer["cut_sets"], answer["hidden"], answer["failures_away"]) == ([["srv-b"]], 1, 1)
    assert "srv-a" not in str(answer)
    assert admin.get("/services/web-b/cut-sets").get_json()["cut_sets"] == [["srv-a"], ["srv-b"]]
    assert admin.patch("/cis/srv-a", {"attributes": {"unavailability": 0.5}}, match="*").status_code == 200
    hidden = bank.get("/services/web-b/availability").get_json()
    assert hidden["unavailability"] > 0.5
    assert ([each["key"] for each in hidden["importance"]], hidden["hidden"]) == (["srv-b"], 1)
    assert "srv-a" not in str(hidden)
    assert bank.get("/services/pay/cut-sets").status_code == 404
    assert bank.get("/services/web-b/availability?down=db-1").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/services/pay/cut-sets?order=0", 422, "order"),
        ("/services/pay/cut-sets?down=app&immune=app", 422, "immune and failing"),
        ("/services/nix/cut-sets", 404, "no CI"),
        ("/services/pay/availability?samples=0", 422, "samples"),
        ("/services/pay/availability?seed=-1", 422, "seed"),
        ("/services/pay/availability?target=2", 422, "target"),
        ("/services/nix/availability", 404, "no CI"),
    ],
)
def test_what_makes_no_sense_is_refused(admin: Person, path: str, status: int, words: str) -> None:
    answer = admin.get(path)
    assert answer.status_code == status, answer.text
    assert words in answer.text


def test_the_fault_tree_of_a_service(admin: Person) -> None:
    answer = admin.get("/services/pay/fault-tree").get_json()
    assert (answer["service"], answer["top"], answer["happened"], answer["reason"]) == ("pay", "pay", False, "")
    pay, app, group, first = answer["gates"]
    assert ([(each["kind"], each["id"]) for each in pay["inputs"]], pay["kind"]) == ([("gate", "app")], "or")
    assert [(each["kind"], each["id"], each["shown"]) for each in app["inputs"]] == [
        ("event", "app", True),
        ("gate", "app#1", True),
    ]
    assert (group["id"], group["group"], group["kind"], group["down_at"], group["of"]) == ("app#1", True, "and", 2, 2)
    assert [(each["kind"], each["id"]) for each in group["inputs"]] == [("gate", "db-1"), ("event", "db-2")]
    assert [each["id"] for each in first["inputs"]] == ["db-1", "srv-a"]
    assert [each["key"] for each in answer["events"]] == ["app", "db-1", "db-2", "srv-a"]
    assert answer["events"][3] == {"key": "srv-a", "name": "web-a", "class": "server", "unavailability": 0.001}
    assert (answer["gates_in_all"], answer["gates_left_out"], answer["events_left_out"]) == (4, 0, 0)


def test_a_fault_tree_is_bounded_and_says_what_is_left_out(admin: Person) -> None:
    few = admin.get("/services/pay/fault-tree?gates=2").get_json()
    assert [each["id"] for each in few["gates"]] == ["pay", "app"]
    assert [each["shown"] for each in few["gates"][1]["inputs"]] == [True, False]
    assert (few["gates_in_all"], few["gates_left_out"], few["events_in_all"], few["events_left_out"]) == (4, 2, 4, 3)
    narrow = admin.get("/services/pay/fault-tree?inputs=1").get_json()
    assert [(each["id"], len(each["inputs"]), each["left_out"]) for each in narrow["gates"]] == [
        ("pay", 1, 0), ("app", 1, 1), ("app#1", 1, 1), ("db-1", 1, 1),
    ]  # fmt: skip


def test_what_cannot_be_down_stands_in_no_fault_tree(admin: Person) -> None:
    """Neither what never fails, nor what is held up by it; what is DOWN already counts as lost."""
    down = admin.get("/services/pay/fault-tree?down=db-2").get_json()
    assert [each["id"] for each in down["gates"]] == ["pay", "app", "db-1"]
    for key in ("db-2", "srv-a"):
        assert admin.patch(f"/cis/{key}", {"attributes": {"unavailability": 0.0}}, match="*").status_code == 200
    answer = admin.get("/services/pay/fault-tree").get_json()
    assert [each["id"] for each in answer["gates"]] == ["pay"]
    assert answer["gates"][0]["inputs"] == [{"kind": "event", "id": "app", "weight": 1, "shown": True}]
    gone = admin.get("/services/pay/fault-tree?down=app").get_json()
    assert (gone["happened"], gone["reason"], gone["gates"][0]["inputs"]) == (True, "it is DOWN already", [])
    immune = admin.get("/services/pay/fault-tree?immune=pay").get_json()
    assert (immune["reason"], immune["events"]) == ("it is immune", [])


def test_a_fault_tree_counts_what_may_not_be_seen(sign_in: SignIn) -> None:
    bank = sign_in("bob", "engineer", scope="Bank")
    answer = bank.get("/services/web-b/fault-tree").get_json()
    (top,) = answer["gates"]
    assert ([each["id"] for each in top["inputs"]], top["hidden"]) == (["srv-b"], 1)
    assert "srv-a" not in str(answer)
    assert bank.get("/services/pay/fault-tree").status_code == 404
    assert bank.get("/services/web-b/fault-tree?gates=0").status_code == 422


def test_what_takes_long_is_worked_out_by_jobs_with_the_same_answer(admin: Person, app: Flask) -> None:
    asked = (("cut-sets", {"order": 2}, "?order=2"), ("availability", {"samples": 5000}, "?samples=5000"))
    for name, body, query in asked:
        headers = {"Idempotency-Key": f"{name}-1"}
        queued = admin.post(f"/services/pay/{name}", body | {"down": "db-2"}, headers=headers)
        assert queued.status_code == 202, queued.text
        assert app.extensions["faultline"].jobs.run_pending() == 1
        job = admin.get(f"/jobs/{queued.get_json()['id']}").get_json()
        assert (job["kind"], job["state"]) == (f"weak_points.{name.replace('-', '_')}", "done")
        assert job["result"] == admin.get(f"/services/pay/{name}{query}&down=db-2").get_json()


def test_a_job_that_is_cancelled_stops_in_the_middle(
    admin: Person, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = app.extensions["faultline"].jobs
    monkeypatch.setattr("api.jobs.work.REPORT_S", 0.0)
    told: list[int] = []

    def cancelled_by_somebody(work: Work, done: int, total: int | None = None, message: str = "") -> None:
        told.append(done)
        if len(told) == 2:
            assert admin.delete(f"/jobs/{work.job}").status_code == 200
        report(work, done, total, message)

    report = Work.report
    monkeypatch.setattr(Work, "report", cancelled_by_somebody)
    monkeypatch.setattr("api.weak_point_jobs.Effort", lambda *figures, **_: Effort(*figures, 0))
    queued = admin.post("/services/pay/availability", {"samples": 100_000_000}, headers={"Idempotency-Key": "many"})
    assert jobs.run_pending() == 1
    job = admin.get(f"/jobs/{queued.get_json()['id']}").get_json()
    assert (job["state"], job["result"]) == ("cancelled", None)
    assert 0 < job["done"] < job["total"] == 100_000_000


@pytest.mark.parametrize("name", ["cut-sets", "availability"])
def test_jobs_about_what_there_is_not_are_refused(sign_in: SignIn, admin: Person, name: str) -> None:
    assert admin.post(f"/services/nix/{name}", {}).status_code == 404
    refused = admin.post(f"/services/pay/{name}", {"orders": 3})
    assert refused.status_code == 422
    assert "orders" in refused.text
    assert sign_in("bob", "engineer", scope="Bank").post(f"/services/pay/{name}", {}).status_code == 403


def test_a_service_on_too_much_is_left_to_a_job(admin: Person, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_AT_ONCE", 2)
    for name in ("cut-sets", "availability"):
        refused = admin.get(f"/services/pay/{name}")
        assert refused.status_code == 422
        assert refused.get_json()["where"] == "service"
        assert "2 CIs, or a job" in refused.text
        queued = admin.post(f"/services/pay/{name}", {}, headers={"Idempotency-Key": f"large-{name}"}).get_json()
        assert app.extensions["faultline"].jobs.run_pending() == 1
        assert admin.get(f"/jobs/{queued['id']}").get_json()["result"]["service"] == "pay"
