"""How services are for their users, what threatens them and how they held, each figure with the records behind it."""

from __future__ import annotations

from typing import Any

import pytest

from api.resources.service_levels import service
from itsm.measures.answer import Question
from tests.api.conftest import Clock, Person, SignIn
from tests.api.test_measures import opened, step

pytestmark = pytest.mark.usefixtures("estate")


def level(person: Person, query: str = "") -> Any:
    answer = person.get(f"/service-levels/pay{query}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def drafted(person: Person, start: str, end: str, ci: str) -> str:
    plan: dict[str, Any] = {
        "faultline_change": 1,
        "title": "Patch",
        "down": [{"ci": ci, "minutes": 10}],
        "window": {"start": start, "end": end},
    }
    answer = person.post("/changes/draft", plan)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["key"])


def test_an_open_incident_below_a_service_is_told_with_what_it_does_to_users(admin: Person, clock: Clock) -> None:
    before = level(admin)
    assert (before["state"], before["incidents"], before["availability"]) == ("ok", 0, None)
    key = opened(admin, links={"affects": ["pay-app"]}, effect="down")["key"]
    clock.forward(hours=1)
    during = level(admin)
    assert (during["state"], during["incidents"]) == ("down", 1)
    (told,) = during["open_incidents"]
    assert (told["key"], told["effect"], told["cis"]) == (key, "down", ["app"])
    assert told["counts"] == {"state": "down", "why": "out 1 hop below"}
    (outage,) = during["outages"]
    assert (outage["records"], outage["until"]) == ([{"key": key, "practice": "incident"}], None)
    (row,) = admin.get("/service-levels").get_json()["items"]
    assert row == {name: during[name] for name in row}
    step(admin, key, "resolve", resolution="restarted")
    clock.forward(hours=3)
    after = level(admin)
    assert (after["state"], after["incidents"], after["open_incidents"]) == ("ok", 0, [])
    assert (after["availability"], after["failures"], after["mttr_s"], after["mtbf_s"]) == (0.75, 1, 3600, 10800)
    assert (after["agreement"], after["target"], after["met"]) == ("standard", 0.995, False)
    assert after["budget_s"] == {"allowed_s": 72.0, "spent_s": 3600.0, "left_s": -3528.0}
    assert after["outages"][0]["until"] is not None
    kept = admin.get("/agreements/standard/attainment").get_json()["availability"]
    assert [(each["service"], each["value"], each["budget_s"]) for each in kept] == [("pay", 0.75, after["budget_s"])]


def test_outages_that_touch_are_one_as_they_are_counted(admin: Person, clock: Clock) -> None:
    first = opened(admin, links={"affects": ["pay-app"]}, effect="down")["key"]
    clock.forward(minutes=30)
    second = opened(admin, links={"affects": ["pay-app"]}, effect="down")["key"]
    step(admin, first, "resolve", resolution="one cause")
    clock.forward(minutes=30)
    step(admin, second, "resolve", resolution="the other")
    clock.forward(hours=1)
    third = opened(admin, links={"affects": ["pay-app"]}, effect="down")["key"]
    clock.forward(minutes=5)
    step(admin, third, "resolve", resolution="again")
    found = level(admin)
    told = [[each["key"] for each in outage["records"]] for outage in found["outages"]]
    assert (found["failures"], told) == (2, [[third], [first, second]])


def test_an_incident_on_what_it_does_not_stand_on_is_none_of_it(admin: Person) -> None:
    assert admin.post("/cis", {"class": "application", "name": "apart", "attributes": {}}).status_code == 201
    opened(admin, links={"affects": ["apart"]}, effect="down")
    opened(admin)
    assert (level(admin)["incidents"], level(admin)["state"]) == (0, "ok")


def test_changes_of_the_next_seven_days_on_what_it_stands_on_are_told(admin: Person) -> None:
    # The clock stands at Sunday 22 November 2026.
    soon = drafted(admin, "2026-11-25T20:00:00Z", "2026-11-25T21:00:00Z", "pay-app")
    drafted(admin, "2026-12-25T20:00:00Z", "2026-12-25T21:00:00Z", "pay-app")
    assert level(admin)["changes"] == 0
    admin.post(f"/changes/{soon}/steps", {"step": "submit"})
    (told,) = level(admin)["next_changes"]
    assert (told["key"], told["start"], told["cis"]) == (soon, "2026-11-25T20:00:00Z", ["app"])


def test_the_agreement_that_names_the_service_goes_before_one_for_all(admin: Person, clock: Clock) -> None:
    gold = {"kind": "sla", "services": ["pay"], "calendar": "office", "availability": 0.5}
    assert admin.put("/agreements/gold", gold, headers={"If-Match": "0"}).status_code == 200
    key = opened(admin, links={"affects": ["pay-app"]}, effect="down")["key"]
    clock.forward(hours=1)
    step(admin, key, "resolve", resolution="restarted")
    clock.forward(hours=3)
    assert (level(admin)["agreement"], level(admin)["met"]) == ("gold", True)


def test_who_sees_a_part_is_told_of_that_part(sign_in: SignIn, admin: Person) -> None:
    opened(admin, links={"affects": ["pay-app"]}, effect="down")
    assert sign_in("rita", "engineer", scope="Retail").get("/service-levels/pay").status_code == 404
    assert sign_in("rea", "requester").get("/service-levels").status_code == 403
    scoped = {"attributes": [{"name": "scope", "type": "text"}]}
    assert admin.put("/classes/business_service", scoped, headers={"If-Match": "*"}).status_code == 200
    assert admin.patch("/cis/pay", {"attributes": {"scope": "Bank"}}, match="*").status_code == 200
    bank = level(sign_in("bob", "engineer", scope="Bank"))
    assert (bank["incidents"], bank["open_incidents"], bank["outages"]) == (0, [], [])
    assert "inc-" not in str(bank)


def test_the_clocks_of_many_records_are_those_of_each(admin: Person, clock: Clock, sign_in: SignIn) -> None:
    keys = [opened(admin, links={"affects": ["pay-app"]}, urgency=each)["key"] for each in (1, 2)]
    clock.forward(hours=20)
    admin = sign_in("eve", "admin")
    found = admin.get(f"/clocks?keys={','.join(keys)},inc-999999,pay").get_json()["items"]
    assert {each["key"] for each in found} == set(keys)
    for each in found:
        assert each["clocks"] == admin.get(f"/incidents/{each['key']}").get_json()["clocks"]
    assert {len(each["clocks"]) for each in found} == {2}
    assert sign_in("bob", "service_agent", scope="Bank").get(f"/clocks?keys={keys[0]}").get_json()["items"] == []


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/service-levels/nix", 404, "nix"),
        ("/service-levels/app", 422, "is no service"),
        ("/service-levels/pay?period=soon", 422, "soon"),
        ("/service-levels?colour=red", 422, "colour"),
        ("/clocks", 422, "keys"),
        ("/clocks?keys=" + ",".join(f"inc-{number}" for number in range(201)), 422, "up to 200"),
    ],
)
def test_bad_questions_are_refused_in_words(admin: Person, path: str, status: int, words: str) -> None:
    answer = admin.get(path)
    assert answer.status_code == status, answer.text
    assert words in answer.text


def test_what_is_around_services_is_looked_for_once_for_each_sight(
    admin: Person, clock: Clock, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str | None] = []
    look = service.looked_around

    def counting(asked: Question) -> service.Around:
        looked.append(asked.scope)
        return look(asked)

    monkeypatch.setattr(service, "looked_around", counting)
    declared = {"attributes": [{"name": "scope", "type": "text"}]}
    assert admin.put("/classes/business_service", declared, headers={"If-Match": "*"}).status_code == 200
    till = {"class": "business_service", "name": "Till", "attributes": {"criticality": 3, "scope": "Shop"}}
    assert admin.post("/cis", till).status_code == 201
    opened(admin, links={"affects": ["pay-app"]}, effect="down")
    opened(admin, links={"affects": ["Till"]}, effect="down")
    shop = sign_in("bob", "service_agent", scope="Shop")
    opened(shop, scope="Shop", links={"affects": ["Till"]})
    looked.clear()

    def told(person: Person) -> dict[str, int]:
        found, after = {}, ""
        while after is not None:
            page = person.get(f"/service-levels?limit=1{after}").get_json()
            found |= {each["name"]: each["incidents"] for each in page["items"]}
            after = f"&after={page['next']}" if page["next"] else None
        return found

    whole = {"Payments": 1, "Till": 2}
    assert (told(admin), looked) == (whole, [None])
    assert (told(shop), told(admin), looked) == ({"Till": 1}, whole, [None, "shop"])
    assert admin.get("/service-levels?period=90d").status_code == 200
    assert looked == [None, "shop", None]
    opened(admin, links={"affects": ["pay-app"]})
    assert (told(admin), looked[3:]) == (whole | {"Payments": 2}, [None])
    clock.forward(minutes=1)
    assert (told(admin), looked[4:]) == (whole | {"Payments": 2}, [None])
