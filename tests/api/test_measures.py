"""Measures, agreements and calendars over HTTP: figures that lead to their records, clocks that say why."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from api.watch import Watch
from tests.api.conftest import Clock, Person, SignIn

pytestmark = pytest.mark.usefixtures("estate")
NINE = {"measure", "unit", "value", "count", "mean", "median", "p90", "target", "period"}


def opened(person: Person, **attributes: Any) -> Any:
    links = attributes.pop("links", {})
    answer = person.post("/incidents", {"title": "Slow", "attributes": attributes, "links": links})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def step(person: Person, key: str, name: str, **attributes: Any) -> Any:
    answer = person.post(f"/incidents/{key}/steps", {"step": name, "attributes": attributes})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def figures(person: Person, query: str = "") -> dict[str, Any]:
    return {each["measure"]: each for each in person.get(f"/measures?{query}").get_json()["items"]}


def test_without_data_every_measure_is_null_and_says_why(admin: Person) -> None:
    found = figures(admin)
    assert len(found) == 20
    for each in found.values():
        if each["measure"] != "cmdb_health":
            assert (each["value"], each["count"], bool(each["reason"])) == (None, 0, True), each
            assert set(each) == NINE | {"reason"}
    assert found["cmdb_health"]["value"] == 1.0


def test_a_figure_leads_to_its_records_and_equals_their_recount(admin: Person, clock: Clock) -> None:
    for minutes, team in ((10, "db"), (20, "db"), (60, "net")):
        key = opened(admin, team=team, urgency=2)["key"]
        clock.forward(minutes=minutes)
        step(admin, key, "resolve", resolution="done")
    opened(admin, team="net")
    clock.forward(minutes=1)
    found = figures(admin)
    assert found["incident_resolution_time"]["value"] == 1800
    assert (found["incident_resolution_time"]["median"], found["incident_resolution_time"]["count"]) == (1200, 3)
    assert (found["backlog"]["value"], found["first_contact_resolution"]["value"]) == (1, 1.0)
    by_team = admin.get("/measures/incident_resolution_time?by=team").get_json()
    assert {each["group"]: each["value"] for each in by_team["items"]} == {"db": 900, "net": 3600}
    behind = admin.get("/measures/incident_resolution_time/records?by=team&group=db&limit=1&total=true").get_json()
    assert (behind["total"], [each["value"] for each in behind["items"]]) == (2, [600])
    rest = admin.get(f"/measures/incident_resolution_time/records?by=team&group=db&after={behind['next']}").get_json()
    assert [(each["key"], each["value"]) for each in rest["items"]] == [("inc-000002", 1200)]
    only = admin.get("/measures?by=team&group=net").get_json()["items"]
    assert {each["measure"]: each["value"] for each in only}["backlog"] == 1
    days = admin.get("/measures/backlog?every=day&period=2026-11-20..2026-11-22").get_json()["items"]
    assert [each["value"] for each in days] == [None, None, 1]
    assert admin.get("/measures/backlog?by=colour").status_code == 422
    assert admin.get("/measures/speed").status_code == 404


def test_an_outage_of_a_service_is_measured_through_the_engine(admin: Person, clock: Clock) -> None:
    key = opened(admin, links={"affects": ["pay-app"]}, effect="down")["key"]
    clock.forward(hours=1)
    step(admin, key, "resolve", resolution="restarted")
    clock.forward(hours=3)
    found = figures(admin)
    assert found["service_availability"]["value"] == 0.75
    assert (found["mttr"]["value"], found["mtbf"]["value"]) == (3600, 10800)
    by_service = admin.get("/measures/service_availability?by=service").get_json()["items"]
    assert {each["group"]: each["value"] for each in by_service} == {"pay": 0.75}
    behind = admin.get("/measures/service_availability/records").get_json()["items"]
    lost = {"service": "pay", "since": "2026-11-22T12:00:00Z", "until": "2026-11-22T13:00:00Z"}
    assert [(each["key"], each["value"], each["outage"]) for each in behind] == [
        (key, -0.25, lost | {"out_s": 3600, "of_s": 4 * 3600})
    ]
    kept = admin.get("/agreements/standard/attainment").get_json()
    assert kept["availability"][0]["met"] is False
    assert kept["availability"][0]["budget_s"]["left_s"] < 0


def test_what_was_kept_of_an_agreement_leads_to_its_records(admin: Person, clock: Clock, sign_in: SignIn) -> None:
    clock.forward(days=1)  # a Monday, within office hours
    admin = sign_in("eve", "admin")
    keys = [opened(admin, urgency=2)["key"] for _ in range(3)]
    step(admin, keys[0], "start")
    clock.forward(minutes=10)
    for each in keys[:2]:
        step(admin, each, "resolve", resolution="done")
    clock.forward(days=15)
    admin = sign_in("ola", "admin")
    step(admin, keys[2], "resolve", resolution="late")
    clock.forward(minutes=1)
    told = admin.get("/agreements/standard/attainment").get_json()
    for promise in ("response", "resolution"):
        for figure in told[promise]:
            where = f"promise={promise}&priority={figure['priority']}&total=true"
            page = admin.get(f"/agreements/standard/attainment/records?{where}").get_json()
            kept = [each["kept"] for each in page["items"]]
            assert (page["total"], len(kept), sum(kept)) == (figure["count"], figure["count"], figure["kept"])
            assert kept == sorted(kept)
            for each in page["items"]:
                assert each["kept"] == (each["taken_s"] is not None and each["taken_s"] <= each["target_s"])
    assert sum(figure["count"] for figure in told["resolution"]) == 3
    one = f"promise=resolution&priority={figure['priority']}&limit=1"
    first = admin.get(f"/agreements/standard/attainment/records?{one}")
    assert (first.get_json()["items"][0]["key"], first.get_json()["next"]) == (keys[2], "1")
    for wrong in ("promise=speed&priority=1", "promise=response", "promise=response&priority=9"):
        assert admin.get(f"/agreements/standard/attainment/records?{wrong}").status_code == 422
    assert admin.get("/agreements/nix/attainment/records?promise=response&priority=1").status_code == 404


def test_an_outage_that_two_tell_of_counts_with_the_first(admin: Person, clock: Clock) -> None:
    first = opened(admin, links={"affects": ["pay-app"]}, effect="down")["key"]
    clock.forward(hours=1)
    second = opened(admin, links={"affects": ["pay-app"]}, effect="down")["key"]
    clock.forward(hours=1)
    step(admin, first, "resolve", resolution="restarted")
    clock.forward(hours=2)
    step(admin, second, "resolve", resolution="restarted")
    clock.forward(hours=4)
    last = opened(admin, links={"affects": ["pay-app"]}, effect="down")["key"]
    clock.forward(hours=2)
    found = figures(admin)
    hours = {
        name: [
            (each["key"], each["value"], each["outage"]["out_s"] / 3600)
            for each in admin.get(f"/measures/{name}/records?by=service&group=pay").get_json()["items"]
        ]
        for name in ("service_availability", "mtbf", "mttr")
    }
    assert (found["mtbf"]["value"], found["mttr"]["value"]) == (2 * 3600, 4 * 3600)
    assert hours["mttr"] == [(first, 4 * 3600, 4), (second, None, 4)]
    assert hours["mtbf"] == [(last, 2 * 3600, 2), (first, 2 * 3600, 4), (second, None, 4)]
    assert hours["service_availability"] == [(last, -0.2, 2), (first, -0.4, 4), (second, None, 4)]
    assert found["service_availability"]["value"] == pytest.approx(0.4)
    assert admin.get("/measures/mttr/records?by=team&group=db&total=true").get_json()["total"] == 0
    page = admin.get("/measures/mtbf/records?limit=2&total=true").get_json()
    assert (page["total"], len(page["items"])) == (3, 2)
    rest = admin.get(f"/measures/mtbf/records?after={page['next']}").get_json()["items"]
    assert [each["key"] for each in rest] == [second]


def test_the_health_of_the_cmdb_leads_to_the_cis_that_are_not_in_order(
    admin: Person, clock: Clock, sign_in: SignIn
) -> None:
    for number in range(3):
        assert admin.post("/cis", {"class": "server", "name": f"alone {number}"}).status_code == 201
    shown = figures(admin)["cmdb_health"]
    found, after, told = [], "", None
    while after is not None:
        page = admin.get(f"/measures/cmdb_health/records?limit=2&total=true{after}").get_json()
        found, told = [*found, *page["items"]], page["total"]
        after = f"&after={page['next']}" if page["next"] else None
        clock.forward(minutes=1)
    assert [
        (each["title"], each["class"], each["fails"]) for each in sorted(found, key=lambda each: each["title"])
    ] == [(f"alone {number}", "server", ["related"]) for number in range(3)]
    assert (len(found), told) == (3, 3)
    assert 1 + sum(each["value"] for each in found) == pytest.approx(shown["value"])
    assert admin.get("/measures/cmdb_health/records?after=x").status_code == 422
    assert admin.get("/measures/cmdb_health/records?after=x%20y").status_code == 422
    past = admin.get("/measures/cmdb_health/records?period=2026-11-01..2026-11-02&total=true").get_json()
    assert past == {"items": [], "next": None, "total": 0}
    assert admin.get("/measures/cmdb_health/records?by=team&group=db").get_json()["items"] == []
    assert len(admin.get("/measures/cmdb_health/records?by=team").get_json()["items"]) == 3
    clock.forward(days=4_000)
    admin = sign_in("eve", "admin")
    late = admin.get("/measures/cmdb_health/records").get_json()["items"]
    assert (len(late), figures(admin)["cmdb_health"]["value"]) == (shown["count"], 0)
    assert {tuple(each["fails"]) for each in late} == {("seen_lately",), ("related", "seen_lately")}


def test_the_cis_behind_the_health_are_those_within_sight(admin: Person, sign_in: SignIn) -> None:
    for scope in ("Farm", "Shop"):
        new = {"class": "server", "name": scope, "attributes": {"scope": scope}}
        assert admin.post("/cis", new).status_code == 201
    page = sign_in("bob", "reader", scope="Farm").get("/measures/cmdb_health/records?total=true").get_json()
    assert ([(each["title"], each["value"]) for each in page["items"]], page["total"]) == ([("Farm", -1)], 1)


def test_a_clock_says_when_it_is_due_and_why(admin: Person, clock: Clock, sign_in: SignIn) -> None:
    # A Sunday: office hours begin on Monday at eight.
    key = opened(admin, links={"affects": ["pay-app"]}, urgency=1)["key"]
    response, resolution = admin.get(f"/incidents/{key}").get_json()["clocks"]
    assert (response["due"], resolution["due"]) == ("2026-11-23T08:30:00Z", "2026-11-23T12:00:00Z")
    step(admin, key, "hold", hold_reason="supplier")
    clock.forward(days=1)
    admin = sign_in("eve", "admin")
    response, resolution = admin.get(f"/incidents/{key}").get_json()["clocks"]
    assert (response["state"], response["elapsed_s"], resolution["state"]) == ("stopped", 0, "paused")
    assert [each["state"] for each in resolution["why"]["pauses"]] == ["On hold"]
    step(admin, key, "resume")
    clock.forward(hours=5)
    _, resolution = admin.get(f"/incidents/{key}").get_json()["clocks"]
    assert (resolution["breached_at"], resolution["percent"]) == ("2026-11-23T16:00:00Z", 125.0)
    assert "covers all services" in resolution["why"]["agreement"]
    assert admin.get("/problems?limit=1").status_code == 200


def test_the_forecast_names_what_is_due_next(admin: Person, clock: Clock, sign_in: SignIn) -> None:
    late = opened(admin, links={"affects": ["pay-app"]}, urgency=1)["key"]
    clock.forward(days=1, hours=2)
    admin = sign_in("eve", "admin")
    soon = opened(admin, links={"affects": ["pay-app"]}, urgency=1)["key"]
    found = admin.get("/agreements/standard/forecast").get_json()["items"]
    assert [(each["key"], each["breached"], each["due"]) for each in found] == [
        (late, True, None),
        (soon, False, "2026-11-23T18:00:00Z"),
    ]
    assert (found[0]["likelihood"], found[1]["likelihood"]) == (1.0, None)


def test_what_is_declared_counts_and_what_is_shipped_holds_again(admin: Person, clock: Clock) -> None:
    hours = {"monday": ["00:00-24:00"], "sunday": ["00:00-24:00"]}
    made = admin.put("/calendars/weekend", {"zone": "Europe/Berlin", "hours": hours}, headers={"If-Match": '"0"'})
    assert made.status_code == 200, made.text
    assert admin.put("/calendars/never", {"hours": {}}, headers={"If-Match": '"0"'}).status_code == 422
    gold = {"services": ["pay"], "calendar": "weekend", "resolution": {"1": 3600}}
    wrong = admin.put("/agreements/gold", {**gold, "calendar": "lost"}, headers={"If-Match": '"0"'})
    assert (wrong.status_code, "weekend" in wrong.get_json()["errors"][0]["allowed"]) == (422, True)
    assert admin.put("/agreements/gold", gold, headers={"If-Match": '"0"'}).status_code == 200
    assert admin.put("/agreements/gold", gold, headers={"If-Match": '"0"'}).status_code == 412
    key = opened(admin, links={"affects": ["pay-app"]}, urgency=1)["key"]
    (only,) = admin.get(f"/incidents/{key}").get_json()["clocks"]
    assert (only["agreement"], only["due"]) == ("gold", "2026-11-22T13:00:00Z")
    assert admin.delete("/calendars/weekend", "*").status_code == 422
    assert admin.delete("/agreements/gold", "*").status_code == 204
    assert admin.delete("/calendars/weekend", "*").status_code == 204
    clock.forward(seconds=1)
    assert len(admin.get(f"/incidents/{key}").get_json()["clocks"]) == 2
    assert admin.delete("/agreements/standard", "*").status_code == 404


def test_a_rate_and_a_target_are_said_of_a_measure(admin: Person, clock: Clock) -> None:
    key = opened(admin, team="db")["key"]
    clock.forward(minutes=5)
    step(admin, key, "resolve", resolution="done")
    clock.forward(minutes=5)
    assert "no rate" in figures(admin)["cost_per_ticket"]["reason"]
    said = {"currency": "EUR", "rates": {"db": 40}, "target": 30}
    assert admin.put("/measures/cost_per_ticket/settings", said, headers={"If-Match": '"0"'}).status_code == 200
    cost = figures(admin)["cost_per_ticket"]
    assert (cost["value"], cost["unit"], cost["target"]) == (40, "EUR", 30)
    bad = admin.put("/measures/cost_per_ticket/settings", {"rates": {"db": 40}}, headers={"If-Match": "*"})
    assert (bad.status_code, bad.get_json()["errors"][0]["where"].endswith("currency")) == (422, True)


def test_rights_within_a_scope_measure_their_own_records_only(admin: Person, clock: Clock, sign_in: SignIn) -> None:
    opened(admin)
    bank = sign_in("bob", "service_agent", scope="Bank")
    opened(bank, scope="Bank")
    clock.forward(seconds=1)
    assert (figures(admin)["change_caused_incidents"]["count"], figures(bank)["change_caused_incidents"]["count"]) == (
        2,
        1,
    )
    assert figures(bank)["service_availability"]["count"] == 0
    assert bank.put("/agreements/gold", {"resolution": {"1": 1}}, headers={"If-Match": "*"}).status_code == 403


def test_what_is_nearly_spent_is_told_once(app: Flask, admin: Person, clock: Clock, sign_in: SignIn) -> None:
    watch = Watch(app.extensions["faultline"])
    key = opened(admin, links={"affects": ["pay-app"]}, urgency=1, team="Payments")["key"]
    admin.post(f"/incidents/{key}/activities", {"text": "Seen", "public": True})
    assert watch.read_clocks() == []
    clock.forward(hours=23, minutes=30)
    assert watch.read_clocks() == [key]
    admin = sign_in("eve", "admin")
    entry, *_ = admin.get(f"/incidents/{key}/activities").get_json()["items"]
    assert (entry["kind"], entry["by"], entry["public"]) == ("escalation", "faultline", False)
    assert entry["facts"] == {
        "agreement": "standard",
        "measure": "resolution",
        "spent_s": 3.5 * 3600,
        "target_s": 4 * 3600,
        "due": "2026-11-23T12:00:00Z",
    }
    clock.forward(minutes=5)
    assert watch.read_clocks() == []
    other = Watch(app.extensions["faultline"])
    assert other.read_clocks() == []


def test_an_agreement_says_when_it_escalates_and_refuses_what_leaves_no_time(admin: Person) -> None:
    gold = {"services": ["pay"], "resolution": {"1": 3600}}
    for wrong in (0, 1, 1.5, -0.1):
        answer = admin.put("/agreements/gold", {**gold, "escalate_at": wrong}, headers={"If-Match": '"0"'})
        assert (answer.status_code, "escalate_at" in answer.get_json()["detail"]) == (422, True)
    made = admin.put("/agreements/gold", gold, headers={"If-Match": '"0"'}).get_json()
    assert made["escalate_at"] == 0.8
    made = admin.put("/agreements/gold", {**gold, "escalate_at": None}, headers={"If-Match": "*"}).get_json()
    assert made["escalate_at"] is None


def test_an_agreement_says_how_many_failures_it_is_away(admin: Person, sign_in: SignIn) -> None:
    gold = {"services": ["pay"], "resolution": {"1": 3600}}
    for wrong, reason in (("lost", "there is no such CI"), ("db-1", "is of the class database")):
        answer = admin.put("/agreements/gold", {**gold, "services": [wrong]}, headers={"If-Match": '"0"'})
        assert (answer.status_code, answer.get_json()["value"]) == (422, wrong)
        assert reason in answer.get_json()["detail"]
    assert admin.put("/agreements/gold", gold, headers={"If-Match": '"0"'}).status_code == 200
    found = sign_in("ann", "service_agent").get("/agreements/gold/structure").get_json()
    assert found["failures_away"] == 1
    assert found["sentence"] == "gold is 1 failure away: Payments of 1 goes DOWN with one CI"
    (pay,) = found["items"]
    points = admin.get("/services/pay/single-points").get_json()["spofs"]
    assert (pay["service"], pay["single_points"]) == ("pay", points)
    assert admin.get("/agreements/lost/structure").status_code == 404
